import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { eventTypes } from "@/db/schema/event-types";
import { channelConfigs } from "@/db/schema/integrations";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { CATALOGUE } from "../catalogue/registry";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";
import type { Destination } from "./contract";

useDatabase();

const SHAREABLE = [...CATALOGUE.values()].filter(({ shareable }) => shareable).map(({ key }) => key);
const HOOK = "https://hooks.slack.com/services/T000/B000/verySecretXYZ1";

let team: Team;
let cookie: string;
let at: string;
beforeEach(async () => {
  team = await makeTeam();
  cookie = await cookieFor(await makePerson(team, "admin"));
  at = `/api/workspaces/${team.slug}/notifications/configs`;
});

const create = (body: object) => callApi(`POST ${at}`, { cookie, body });
const patch = (id: string, body: object) => callApi(`PATCH ${at}/${id}`, { cookie, body });
const list = async () => (await callApi(`GET ${at}`, { cookie })).body.configs as Destination[];
const make = async (body: object = {}) => {
  const answer = await create({ channel: "slack_webhook", name: "Deploys", target: HOOK, ...body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as unknown as Destination;
};
const rowOf = async (id: string) => (await db().select().from(channelConfigs).where(eq(channelConfigs.id, id)))[0];
const deliveriesOf = async (activityId: string) => {
  const { rows } = await db().execute(sql`
    SELECT channel, address, state, reason, config_id AS config FROM deliveries
    WHERE activity_id = ${activityId} ORDER BY channel, address`);
  return rows;
};
const shareable = (over: object = {}) =>
  notify(team.producer, { type: "feedback.new", title: "Nice", recipients: { everyone: true }, ...over });

describe("a new destination", () => {
  test("has every shareable type on, is active, and shows no more of its target than tells it from another", async () => {
    const config = await make();
    expect(config).toMatchObject({ isActive: true, target: "hooks.slack.com/…XYZ1", emailAddresses: [] });
    expect(config.health).toEqual({ state: "unproven", lastError: null, lastErrorAt: null, lastSentAt: null });
    expect([...config.eventsEnabled].sort()).toEqual([...SHAREABLE].sort());
    expect(config.eventsEnabled).not.toContain("chat.mention");
    expect(JSON.stringify(await list())).not.toContain("verySecret");
    const row = await rowOf(config.id);
    expect(row?.sealedTarget).toBeTruthy();
    expect(JSON.stringify(row)).not.toContain("verySecret");
  });

  test("takes addresses with commas, semicolons and line breaks, once each", async () => {
    const emailAddresses = "Ops@example.com, dev@example.com;\nops@example.com,";
    const config = await make({ channel: "email", target: undefined, emailAddresses });
    expect(config.emailAddresses).toEqual(["ops@example.com", "dev@example.com"]);
  });

  test("takes a Slack channel's id, or the link to it", async () => {
    expect((await make({ channel: "slack_channel", target: "C024BE91L00" })).target).toBe("C024BE91L00");
    const target = "https://northwind.slack.com/archives/C024BE91L01";
    expect((await make({ channel: "slack_channel", target })).target).toBe("C024BE91L01");
  });

  test.each([
    [{ target: "http://hooks.slack.com/x" }, "target", "Only https:// addresses are called."],
    [{ target: "https://hooks.slack.com:8443/x" }, "target", "Only port 443 is called."],
    [{ target: "https://evil.example/x" }, "target", "Only these hosts are called: hooks.slack.com."],
    [{ target: "https://127.0.0.1/x" }, "target", "Only these hosts are called: hooks.slack.com."],
    [{ target: "no url" }, "target", "The address is not a plain https:// URL."],
    [{ target: undefined }, "target", "Give the webhook’s URL."],
    [{ target: null }, "target", "Give the webhook’s URL."],
    [{ target: " " }, "target", "Give the webhook’s URL."],
    [{ channel: "slack_channel", target: "#general" }, "target", /channel’s id/],
    [{ channel: "teams_webhook" }, "target", /\*\.webhook\.office\.com/],
    [{ channel: "email", target: undefined }, "emailAddresses", "Give at least one e-mail address."],
    [{ channel: "email", target: undefined, emailAddresses: [] }, "emailAddresses", /at least one/],
    [{ channel: "email", target: undefined, emailAddresses: "a@example.com, b" }, "emailAddresses", /“b” is not an/],
    [{ channel: "email", emailAddresses: "a@example.com" }, "target", /no target/],
    [{ emailAddresses: "a@example.com" }, "emailAddresses", /Only an e-mail destination/],
    [{ eventsEnabled: ["issue.new", "chat.mention"] }, "eventsEnabled[1]", "is unknown"],
    [{ eventsEnabled: ["no.such"] }, "eventsEnabled[0]", "is unknown"],
    [{ name: " " }, "name", /name/],
  ])("is refused for %j, with the reason, and nothing is written", async (over, path, reason) => {
    const { status, body } = await create({ channel: "slack_webhook", name: "Deploys", target: HOOK, ...over });
    expect(status).toBe(422);
    const detail = body.error.details?.find((one) => one.path === path);
    if (typeof reason === "string") expect(detail?.message).toBe(reason);
    else expect(detail?.message).toMatch(reason);
    expect(await list()).toEqual([]);
  });

  test("no more than fifty of them, also when they are added at the same time", async () => {
    const row = { workspaceId: team.workspaceId, channel: "email" as const, name: "n", eventsEnabled: [] };
    await db()
      .insert(channelConfigs)
      .values(Array.from({ length: 48 }, () => ({ ...row, emailAddresses: ["a@b.co"] })));
    const body = { channel: "email", name: "one more", emailAddresses: "a@example.com" };
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await create(body)).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(2);
    expect(statuses.filter((status) => status === 409)).toHaveLength(4);
  });
});

describe("a change", () => {
  test("without a target keeps it; with one replaces and forgets the former's error", async () => {
    const { id } = await make();
    const before = await rowOf(id);
    await db()
      .update(channelConfigs)
      .set({ lastError: "gone", lastErrorAt: new Date() })
      .where(eq(channelConfigs.id, id));
    expect((await patch(id, { name: "Ops", eventsEnabled: ["issue.new"] })).body).toMatchObject({
      name: "Ops",
      target: "hooks.slack.com/…XYZ1",
      eventsEnabled: ["issue.new"],
      health: { state: "failing", lastError: "gone" },
    });
    expect((await rowOf(id))?.sealedTarget).toBe(before?.sealedTarget);
    const changed = await patch(id, { target: "https://hooks.slack.com/services/other2" });
    expect(changed.body).toMatchObject({
      target: "hooks.slack.com/…her2",
      health: { state: "unproven", lastError: null },
    });
  });

  test.each([[{ target: "" }], [{ target: null }], [{ target: "https://10.0.0.1/" }], [{ emailAddresses: "a@b.co" }]])(
    "to %j is refused",
    async (body) => {
      const { id } = await make();
      const before = await rowOf(id);
      expect((await patch(id, { name: "Other", ...body })).status).toBe(422);
      expect(await rowOf(id)).toEqual(before);
    },
  );

  test("an e-mail destination keeps an address", async () => {
    const { id } = await make({ channel: "email", target: undefined, emailAddresses: ["ops@example.com"] });
    for (const emailAddresses of [[], "", " , "]) expect((await patch(id, { emailAddresses })).status).toBe(422);
    expect((await patch(id, { emailAddresses: "dev@example.com" })).body.emailAddresses).toEqual(["dev@example.com"]);
  });

  test("a sealed target that was moved to another row is worth nothing there", async () => {
    const [one, other] = [await make(), await make()];
    const stolen = await rowOf(one.id);
    await db()
      .update(channelConfigs)
      .set({ sealedTarget: stolen?.sealedTarget })
      .where(eq(channelConfigs.id, other.id));
    const { body } = await callApi(`POST ${at}/test`, { cookie, body: { configId: other.id } });
    expect(body).toMatchObject({ success: false, message: expect.stringContaining("Something went wrong here") });
  });

  test("nobody else's destination can be seen, changed, removed or tested", async () => {
    const { id } = await make();
    const stranger = await makeTeam();
    const theirs = { cookie: await cookieFor(await makePerson(stranger, "owner")) };
    const there = `/api/workspaces/${stranger.slug}/notifications/configs`;
    expect((await callApi(`GET ${there}`, theirs)).body.configs).toEqual([]);
    expect((await callApi(`PATCH ${there}/${id}`, { ...theirs, body: { name: "Mine" } })).status).toBe(404);
    expect((await callApi(`DELETE ${there}/${id}`, theirs)).status).toBe(404);
    expect((await callApi(`POST ${there}/test`, { ...theirs, body: { configId: id } })).status).toBe(404);
    expect(await list()).toHaveLength(1);
  });
});

describe("an event", () => {
  test("goes to each active destination that has its type on, and to each address of one by e-mail", async () => {
    const hook = await make();
    const mail = await make({ channel: "email", target: undefined, emailAddresses: "a@example.com,b@example.com" });
    await make({ isActive: false });
    await make({ eventsEnabled: ["issue.new"] });
    const other = await makeTeam();
    const foreign = await cookieFor(await makePerson(other, "owner"));
    const body = { channel: "slack_webhook", name: "Foreign", target: HOOK };
    await callApi(`POST /api/workspaces/${other.slug}/notifications/configs`, { cookie: foreign, body });

    const receipt = await shareable();
    expect(await deliveriesOf(receipt.eventId)).toEqual([
      { channel: "email", address: "a@example.com", state: "pending", reason: null, config: mail.id },
      { channel: "email", address: "b@example.com", state: "pending", reason: null, config: mail.id },
      { channel: "slack_webhook", address: hook.target, state: "pending", reason: null, config: hook.id },
    ]);
    const { rows } = await db().execute<{ all: number }>(sql`
      SELECT count(*)::int AS all FROM deliveries d LEFT JOIN notifications n ON n.id = d.notification_id
      WHERE coalesce(d.activity_id, n.activity_id) = ${receipt.eventId}`);
    expect(receipt.deliveries).toBe(rows[0]?.all);
  });

  test("that is not for sharing goes to none of them, whatever a destination's row says", async () => {
    const { id } = await make();
    await db()
      .update(channelConfigs)
      .set({ eventsEnabled: ["chat.mention", "job.completed", "test"] })
      .where(eq(channelConfigs.id, id));
    const { eventId } = await notify(team.producer, { type: "test", title: "Hi", recipients: { everyone: true } });
    expect(await deliveriesOf(eventId)).toEqual([]);
  });

  test("waits for nobody who is gone: switched off and removed, what waits is cancelled", async () => {
    const [off, gone] = [await make(), await make()];
    const { eventId } = await shareable();
    expect((await patch(off.id, { isActive: false })).status).toBe(200);
    expect((await callApi(`DELETE ${at}/${gone.id}`, { cookie })).status).toBe(200);
    expect(await deliveriesOf(eventId)).toEqual([
      expect.objectContaining({ state: "cancelled", reason: expect.stringMatching(/switched off|removed/) }),
      expect.objectContaining({ state: "cancelled", reason: expect.stringMatching(/switched off|removed/) }),
    ]);
    expect(await drainDeliveries(team.workspaceId, "slack_webhook")).toMatchObject({ sent: 0, nextDueAt: null });
  });
});

test("types of the workspace's own that may be shared are on offer, and on in what is made from then on", async () => {
  const old = await make();
  const row = { workspaceId: team.workspaceId, key: "deploy.done", label: "Deploy done", category: "system" as const };
  await db()
    .insert(eventTypes)
    .values([
      { ...row, channels: ["in_app"], isShareable: true },
      { ...row, key: "deploy.secret", channels: ["in_app"], isShareable: false },
    ]);
  const { body } = await callApi(`GET ${at}`, { cookie });
  expect(body.types).toContainEqual({ key: "deploy.done", label: "Deploy done", category: "system" });
  expect(body.types).not.toContainEqual(expect.objectContaining({ key: "deploy.secret" }));
  expect((await make()).eventsEnabled).toContain("deploy.done");
  expect((await list()).find(({ id }) => id === old.id)?.eventsEnabled).not.toContain("deploy.done");
  expect((await patch(old.id, { eventsEnabled: ["deploy.secret"] })).status).toBe(422);
});
