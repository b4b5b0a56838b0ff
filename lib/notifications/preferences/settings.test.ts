import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { NOTIFICATION_CHANNELS } from "@/db/enums";
import type { UserActor } from "@/lib/auth/actor";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { belfryIn, cookieFor, makeKey, makePerson, makeTeam } from "@/tests/people";
import type { EventInput } from "../events/contract";
import { notify } from "../events/notify";
import { listNotifications } from "../inbox/list";
import { getTrace } from "../inbox/trace";
import { type Change, type Matrix, matrixSchema } from "./contract";
import { editMatrix } from "./matrix";
import { getDefaults, getPreferences, updateDefaults, updatePreferences } from "./settings";

useDatabase();

const feedback: EventInput = { type: "feedback.new", title: "Nice", recipients: { everyone: true } };
const say = (scope: Change["scope"], key: string, channel: Change["channel"], isOn: boolean | null): Change => ({
  scope,
  key,
  channel,
  isOn,
});
/** What nobody has said anything about. */
const AT_ONCE = {
  cadence: { value: "instant", source: "catalogue", inherited: true },
  delayMinutes: { value: 0, source: "catalogue", inherited: true },
};
const INBOX = { cadence: null, delayMinutes: null };
const emailOff = say("category", "tracking", "email", false);

describe("what a person said", () => {
  it("keeps mail of a category from going out, and the inbox row and other people's mail as they are", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    await updatePreferences(ann, { changes: [emailOff] });
    const receipt = await notify(team.producer, feedback);
    expect(receipt).toMatchObject({ recipients: 2, deliveries: 1 });
    expect(await addressesOf(receipt.eventId)).toEqual([bob.email]);
    expect((await whyOf(ann)).slice(0, 2)).toEqual([
      { channel: "in_app", state: "sent", rule: "the default for “New feedback”" },
      { channel: "email", state: "off", rule: "you switched Email off for Tracking" },
    ]);
    await updatePreferences(ann, { changes: [{ ...emailOff, isOn: null }] });
    expect(await notify(team.producer, feedback)).toMatchObject({ deliveries: 2 });
  });

  it("about the inbox leaves no row there, no unread, and its mail", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    await updatePreferences(ann, { changes: [say("all", "", "in_app", false)] });
    const receipt = await notify(team.producer, feedback);
    expect(await listNotifications(ann, { limit: 20 })).toMatchObject({ notifications: [], unreadCount: 0 });
    expect(await listNotifications(bob, { limit: 20 })).toMatchObject({ unreadCount: 1 });
    expect(await addressesOf(receipt.eventId)).toEqual([ann.email, bob.email].sort());
  });

  it("holds in that workspace alone", async () => {
    const [here, there] = [await makeTeam(), await makeTeam()];
    const ann = await makePerson(here);
    await db().execute(sql`INSERT INTO members (workspace_id, user_id, role)
      VALUES (${there.workspaceId}, ${ann.userId}, 'member')`);
    await updatePreferences(ann, { changes: [emailOff] });
    expect(await notify(here.producer, feedback)).toMatchObject({ deliveries: 0 });
    expect(await notify(there.producer, feedback)).toMatchObject({ deliveries: 1 });
  });

  it("is shown with the word that decides, each type below its category", async () => {
    const ann = await makePerson(await makeTeam());
    const matrix = await updatePreferences(ann, {
      changes: [emailOff, say("type", "feedback.new", "email", true), say("all", "", "in_app", true)],
    });
    expect(matrix.everything.in_app).toEqual({ value: true, source: "all", inherited: false, ...INBOX });
    const tracking = matrix.categories.find(({ key }) => key === "tracking");
    expect(tracking?.channels).toMatchObject({
      in_app: { value: true, source: "all", inherited: true, ...INBOX },
      email: { value: false, source: "category", inherited: false, ...AT_ONCE },
    });
    const cellsOf = (key: string) => tracking?.types.find((type) => type.key === key)?.channels;
    expect(cellsOf("feedback.new")?.email).toMatchObject({ value: true, source: "type", inherited: false });
    expect(cellsOf("issue.digest")).toMatchObject({
      in_app: { value: true, source: "all", inherited: true },
      email: { value: false, source: "category", inherited: true },
    });
    const system = matrix.categories.find(({ key }) => key === "system");
    expect(system?.channels.email).toEqual({ value: true, source: "catalogue", inherited: true, ...AT_ONCE });
    expect(await getPreferences(ann)).toEqual(matrix);
  });

  it("is merged by leaf, when two tabs speak at the same time too; of one leaf the last word of a call holds", async () => {
    const ann = await makePerson(await makeTeam());
    const tabs = [emailOff, say("category", "system", "email", false), say("type", "test", "in_app", false)];
    await Promise.all([...tabs, ...tabs].map((one) => updatePreferences(ann, { changes: [one] })));
    const matrix = await updatePreferences(ann, { changes: [emailOff, { ...emailOff, isOn: null }] });
    const { rows } = await db().execute(
      sql`SELECT scope, key, channel FROM preferences WHERE user_id = ${ann.userId} ORDER BY key`,
    );
    expect(rows).toEqual([
      { scope: "category", key: "system", channel: "email" },
      { scope: "type", key: "test", channel: "in_app" },
    ]);
    expect(matrix.categories.find(({ key }) => key === "tracking")?.channels.email).toMatchObject({ value: null });
  });
});

it("a critical type that is switched off everywhere stays in the inbox, and the page says so", async () => {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const changes = NOTIFICATION_CHANNELS.map((channel) => say("all", "", channel, false));
  const matrix = await updatePreferences(ann, { changes });
  const failing = matrix.categories.flatMap(({ types }) => types).find(({ key }) => key === "integration.failing");
  expect(failing).toMatchObject({ isCritical: true, channels: { in_app: { value: true, source: "critical" } } });
  const data = { integration: "Slack", error: "No" };
  await notify(belfryIn(team), { type: "integration.failing", data, recipients: { everyone: true } });
  expect((await whyOf(ann))[0]).toEqual({
    channel: "in_app",
    state: "sent",
    rule: "“Integration failing” is too important to be switched off everywhere",
  });
});

describe("what a workspace said", () => {
  it("holds for whoever said nothing, and is told as such", async () => {
    const team = await makeTeam();
    const [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
    await updateDefaults(admin, { changes: [say("type", "feedback.new", "email", false)] });
    await updatePreferences(ann, { changes: [say("all", "", "email", true)] });
    const receipt = await notify(team.producer, feedback);
    expect(await addressesOf(receipt.eventId)).toEqual([ann.email]);
    expect((await whyOf(admin))[1]?.rule).toBe("your workspace switched Email off for “New feedback”");
    const own = (await getPreferences(admin)).categories.find(({ key }) => key === "tracking");
    expect(own?.types.find(({ key }) => key === "feedback.new")?.channels.email).toMatchObject({
      value: false,
      source: "workspace",
      inherited: true,
    });
    expect((await getDefaults(admin)).everything.email).toMatchObject({ inherited: true });
  });

  it("is for admins to read and to say", async () => {
    const team = await makeTeam();
    const [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
    const url = `/api/workspaces/${team.slug}/notifications/defaults`;
    const body = { changes: [{ scope: "type", key: "feedback.new", channel: "email", isOn: false }] };
    const { body: notified, status } = await callApi(`PATCH ${url}`, { cookie: await cookieFor(admin), body });
    expect(status).toBe(200);
    expect(matrixSchema.safeParse(notified).success).toBe(true);
    const cookie = await cookieFor(ann);
    expect((await callApi(`GET ${url}`, { cookie })).status).toBe(403);
    expect((await callApi(`PATCH ${url}`, { cookie, body })).status).toBe(403);
  });
});

describe("a call", () => {
  it.each<[string, object, number, RegExp]>([
    [
      "an unknown type",
      { scope: "type", key: "no.such", channel: "email", isOn: true },
      422,
      /no event type “no\.such”/,
    ],
    ["an unknown category", { scope: "category", key: "x", channel: "email", isOn: true }, 422, /no category “x”/],
    ["a key for everything", { scope: "all", key: "x", channel: "email", isOn: true }, 422, /takes no key/],
    ["an unknown channel", { scope: "all", channel: "pigeon", isOn: true }, 422, /channel/],
    ["a value that is none", { scope: "all", channel: "email", isOn: "yes" }, 400, /isOn/],
    ["a digest of the inbox", { scope: "all", channel: "in_app", cadence: "daily" }, 422, /knows no digests/],
    ["a delay of the inbox", { scope: "all", channel: "in_app", delayMinutes: 5 }, 422, /never waits/],
    ["a delay of days", { scope: "all", channel: "email", delayMinutes: 5000 }, 422, /delayMinutes/],
    ["nothing to change", { scope: "all", channel: "email" }, 422, /Say what should change/],
  ])("with %s is refused whole", async (_, wrong, status, message) => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    const right = { scope: "all", channel: "email", isOn: false };
    const url = `/api/workspaces/${team.slug}/notifications/preferences`;
    const answer = await callApi(`PATCH ${url}`, { cookie: await cookieFor(ann), body: { changes: [right, wrong] } });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(message);
    expect((await getPreferences(ann)).everything.email.inherited).toBe(true);
  });

  it("is a person's: an API key is refused", async () => {
    const team = await makeTeam();
    const url = `/api/workspaces/${team.slug}/notifications/preferences`;
    expect((await callApi(`GET ${url}`, { key: await makeKey(team) })).status).toBe(403);
  });
});

it("what the browser works out before the answer is what the server answers", async () => {
  const team = await makeTeam();
  const [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
  await updateDefaults(admin, { changes: [say("category", "chat", "in_app", false)] });
  let matrix: Matrix = await getPreferences(ann);
  const steps = [
    [emailOff],
    [say("type", "issue.new", "email", true), say("all", "", "in_app", false)],
    [{ ...emailOff, isOn: null }],
    [say("category", "chat", "in_app", true), say("all", "", "in_app", null)],
    [say("category", "chat", "in_app", null)],
    [{ scope: "category" as const, key: "chat", channel: "email" as const, cadence: "daily" as const }],
    [{ scope: "category" as const, key: "chat", channel: "email" as const, delayMinutes: 30, isOn: false }],
    [{ scope: "type" as const, key: "comment.created", channel: "email" as const, delayMinutes: 0 }],
    [{ scope: "category" as const, key: "chat", channel: "email" as const, cadence: null }],
    NOTIFICATION_CHANNELS.map((channel) => say("type", "integration.failing", channel, false)),
    [say("type", "integration.failing", "in_app", null)],
  ];
  for (const changes of steps) {
    const guessed = editMatrix(matrix, changes);
    matrix = await updatePreferences(ann, { changes });
    expect(guessed).toEqual(matrix);
  }
});

async function addressesOf(eventId: string) {
  const { rows } = await db().execute<{ address: string }>(sql`
    SELECT d.address FROM deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE n.activity_id = ${eventId} ORDER BY d.address`);
  return rows.map((row) => row.address);
}

async function whyOf(person: UserActor) {
  const [newest] = (await listNotifications(person, { limit: 1 })).notifications;
  const { steps } = await getTrace(person, { id: newest?.id ?? "" });
  return steps.map(({ channel, state, rule }) => ({ channel, state, rule }));
}
