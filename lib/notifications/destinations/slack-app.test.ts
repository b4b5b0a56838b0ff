import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { preferences } from "@/db/schema/preferences";
import type { UserActor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { connectSlack } from "@/lib/integrations/slack";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { startSlackServer } from "@/tests/slack-server";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";

useDatabase();

let slack: Awaited<ReturnType<typeof startSlackServer>>;
beforeAll(async () => {
  slack = await startSlackServer();
});
afterAll(() => slack.close());

type Person = UserActor & { email: string };
let team: Team;
let admin: Person;
beforeEach(async () => {
  env().SLACK_API_URL = slack.url;
  slack.calls.length = 0;
  slack.people.clear();
  slack.state.tokens = new Set(["xoxb-good"]);
  slack.state.answer = () => undefined;
  team = await makeTeam();
  admin = await makePerson(team, "admin");
  await db().execute(sql`DELETE FROM credential_pauses`);
});

const connect = () => connectSlack(admin, { token: "xoxb-good" });
const wantDms = ({ userId, workspaceId }: UserActor) =>
  db().insert(preferences).values({ workspaceId, userId, scope: "all", channel: "slack_dm", isOn: true });
const tell = (users: UserActor[], over: object = {}) =>
  notify(team.producer, {
    type: "test",
    title: "Private <!here>",
    recipients: { users: users.map(({ userId }) => userId) },
    ...over,
  });
const drain = (channel: "slack_dm" | "slack_channel") => drainDeliveries(team.workspaceId, channel);
const statesOf = async (channel: string) => {
  const { rows } = await db().execute<{ state: string; error: string | null; provider_id: string | null }>(sql`
    SELECT d.state, d.last_error AS error, d.provider_id
    FROM deliveries d LEFT JOIN notifications n ON n.id = d.notification_id
    WHERE d.workspace_id = ${team.workspaceId} AND d.channel = ${channel}
      AND n.type IS DISTINCT FROM 'integration.failing' ORDER BY d.id`);
  return rows;
};
const connectionOf = async () => {
  const { rows } = await db().execute(sql`
    SELECT state, last_error AS error FROM integrations WHERE workspace_id = ${team.workspaceId}`);
  return rows[0];
};

const toldAdmins = async () => {
  const { rows } = await db().execute<{ body: string }>(sql`
    SELECT body FROM activities WHERE workspace_id = ${team.workspaceId} AND type = 'integration.failing'`);
  return rows.map(({ body }) => body);
};

describe("a direct message", () => {
  test("is off until its person turns it on", async () => {
    await connect();
    await tell([admin]);
    expect(await statesOf("slack_dm")).toEqual([]);
  });

  test("goes to whoever has their address in Slack, who is looked up once", async () => {
    await connect();
    await wantDms(admin);
    slack.people.set(admin.email, "U0AINO");
    await tell([admin]);
    await drain("slack_dm");
    await tell([admin], { title: "Again" });
    await drain("slack_dm");
    expect(slack.of("users.lookupByEmail").map(({ form }) => form.email)).toEqual([admin.email]);
    const [first, second] = slack.of("chat.postMessage");
    expect(first).toMatchObject({
      token: "xoxb-good",
      form: {
        channel: "U0AINO",
        text: "Private &lt;!here&gt;",
        unfurl_links: "false",
        unfurl_media: "false",
        blocks: [{ type: "header", text: { type: "plain_text", text: "Private <!here>" } }, {}, {}, {}],
      },
    });
    expect(await statesOf("slack_dm")).toMatchObject([
      { state: "sent", provider_id: expect.stringMatching(/^U0AINO:1700000000\.\d+$/) },
      { state: "sent" },
    ]);
    // One message a second to one place, by our own clock.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });

  test("to somebody Slack does not know goes nowhere: never to a channel, also when Slack answers with one", async () => {
    await connect();
    const ben = await makePerson(team);
    for (const person of [admin, ben]) await wantDms(person);
    slack.people.set(ben.email, "C0GENERAL");
    await tell([admin, ben]);
    await drain("slack_dm");
    expect(slack.of("chat.postMessage")).toEqual([]);
    const rows = await statesOf("slack_dm");
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatchObject({ state: "failed", error: expect.stringMatching(/^Nobody in/) });
    expect(await connectionOf()).toMatchObject({ state: "active" });
  });

  test("without a connection is skipped, and says so", async () => {
    await wantDms(admin);
    await tell([admin]);
    await drain("slack_dm");
    expect(await statesOf("slack_dm")).toMatchObject([
      { state: "skipped", error: expect.stringMatching(/not connected/) },
    ]);
  });

  test("to somebody who left Slack is given up, and who they are is looked up anew", async () => {
    await connect();
    await wantDms(admin);
    slack.people.set(admin.email, "U0OLD");
    slack.state.answer = ({ form }) => (form.channel === "U0OLD" ? { ok: false, error: "user_not_found" } : undefined);
    await tell([admin]);
    await drain("slack_dm");
    expect(await statesOf("slack_dm")).toMatchObject([{ state: "failed" }]);
    slack.people.set(admin.email, "U0NEW");
    await tell([admin]);
    await drain("slack_dm");
    expect((await statesOf("slack_dm")).map(({ state }) => state)).toEqual(["failed", "sent"]);
  });
});

describe.each(["token_revoked", "account_inactive", "invalid_auth"])("when Slack says %s", (error) => {
  test("nothing is tried again, and the connection is known to be revoked", async () => {
    await connect();
    await wantDms(admin);
    slack.people.set(admin.email, "U0AINO");
    slack.state.answer = ({ method }) => (method === "chat.postMessage" ? { ok: false, error } : undefined);
    await tell([admin]);
    await drain("slack_dm");
    expect(await statesOf("slack_dm")).toMatchObject([{ state: "failed", error: expect.stringContaining(error) }]);
    expect(await connectionOf()).toMatchObject({ state: "revoked", error: expect.stringContaining(error) });
    expect(await toldAdmins()).toEqual([expect.stringContaining(error)]);
    const calls = slack.calls.length;
    await tell([admin]);
    await drain("slack_dm");
    expect(slack.calls).toHaveLength(calls);
    expect(await toldAdmins()).toHaveLength(1);
    expect((await statesOf("slack_dm")).map(({ state }) => state)).toEqual(["failed", "failed"]);
    expect(await connect()).toMatchObject({ connection: { state: "active", lastError: null } });
  });
});

describe("trouble", () => {
  const trouble: [string, ReturnType<typeof slack.state.answer>, object][] = [
    ["429", { status: 429, headers: { "retry-after": "30" } }, { state: "retrying" }],
    ["503", { status: 503 }, { state: "retrying" }],
    ["internal_error", { ok: false, error: "internal_error" }, { state: "retrying" }],
    ["invalid_blocks", { ok: false, error: "invalid_blocks" }, { state: "failed" }],
    ["missing_scope", { ok: false, error: "missing_scope" }, { state: "failed" }],
  ];
  test.each(trouble)("%s is told apart", async (_, answer, expected) => {
    await connect();
    await wantDms(admin);
    slack.people.set(admin.email, "U0AINO");
    slack.state.answer = ({ method }) => (method === "chat.postMessage" ? answer : undefined);
    await tell([admin]);
    const { nextDueAt } = await drain("slack_dm");
    expect(await statesOf("slack_dm")).toMatchObject([expected]);
    if (_ === "429") expect((nextDueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(25_000);
    expect((await connectionOf())?.state).toBe(_ === "missing_scope" ? "failing" : "active");
  });
});

describe("a channel", () => {
  const make = async () => {
    const cookie = await cookieFor(admin);
    const body = { channel: "slack_channel", name: "Ops", target: "C024BE91L00" };
    const at = `/api/workspaces/${team.slug}/notifications/configs`;
    const id = String((await callApi(`POST ${at}`, { cookie, body })).body.id);
    return { id, tryIt: async () => (await callApi(`POST ${at}/test`, { cookie, body: { configId: id } })).body };
  };
  const share = () => tell([admin], { type: "feedback.new", title: "Nice" });

  test("gets what is shared, and a test", async () => {
    await connect();
    const { tryIt } = await make();
    await share();
    expect(await drain("slack_channel")).toMatchObject({ sent: 1 });
    expect(await tryIt()).toMatchObject({ success: true });
    expect(slack.of("chat.postMessage").map(({ form }) => [form.channel, form.text])).toEqual([
      ["C024BE91L00", "Nice"],
      ["C024BE91L00", "This is a test notification"],
    ]);
  });

  test("that is no more is switched off; without a connection a test says what to do", async () => {
    const { id, tryIt } = await make();
    expect(await tryIt()).toMatchObject({ success: false, message: expect.stringContaining("not connected") });
    await connect();
    slack.state.answer = ({ method }) =>
      method === "chat.postMessage" ? { ok: false, error: "channel_not_found" } : undefined;
    await share();
    await drain("slack_channel");
    const { rows } = await db().execute(sql`SELECT is_active, last_error FROM channel_configs WHERE id = ${id}`);
    expect(rows).toMatchObject([{ is_active: false, last_error: expect.stringContaining("channel_not_found") }]);
  });
});
