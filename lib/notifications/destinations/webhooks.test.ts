import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { startResendServer } from "@/tests/resend-server";
import { startWebhookServer } from "@/tests/webhook-server";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";

useDatabase();

let receiver: Awaited<ReturnType<typeof startWebhookServer>>;
let provider: Awaited<ReturnType<typeof startResendServer>>;
beforeAll(async () => {
  [receiver, provider] = await Promise.all([startWebhookServer(), startResendServer()]);
  process.env.RESEND_API_KEY = "re_test";
  process.env.RESEND_BASE_URL = provider.url;
});
afterAll(() => Promise.all([receiver.close(), provider.close()]));

let team: Team;
let cookie: string;
let at: string;
beforeEach(async () => {
  env().EGRESS_ALLOW = [receiver.host];
  receiver.posted.length = 0;
  receiver.answer(() => ({ status: 200, body: "ok" }));
  provider.mails.length = 0;
  provider.behave(() => "accept");
  team = await makeTeam();
  cookie = await cookieFor(await makePerson(team, "admin"));
  at = `/api/workspaces/${team.slug}/notifications/configs`;
});

type Webhook = "slack_webhook" | "teams_webhook";
const make = async (body: object) => {
  const answer = await callApi(`POST ${at}`, { cookie, body: { name: "Deploys", ...body } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return String(answer.body.id);
};
const hook = (channel: Webhook = "slack_webhook") => make({ channel, target: `${receiver.url}/hook/abcd` });
const tell = (over: object = {}) =>
  notify(team.producer, {
    type: "feedback.new",
    title: "Nice <!channel>",
    body: "Two\nlines",
    recipients: { everyone: true },
    ...over,
  });
const tryIt = async (configId: string) => (await callApi(`POST ${at}/test`, { cookie, body: { configId } })).body;
const healthOf = async (id: string) => {
  const { configs } = (await callApi(`GET ${at}`, { cookie })).body as unknown as {
    configs: { id: string; isActive: boolean; health: { state: string; lastError: string | null } }[];
  };
  return configs.find((config) => config.id === id);
};
const logOf = async (id: string) => {
  const { rows } = await db().execute(sql`
    SELECT d.state, d.attempts, d.last_error AS error, a.type, count(t.*)::int AS tries FROM deliveries d
    JOIN activities a ON a.id = d.activity_id LEFT JOIN delivery_attempts t ON t.delivery_id = d.id
    WHERE d.config_id = ${id} GROUP BY d.id, a.type ORDER BY d.id`);
  return rows;
};

test("Slack's webhook gets Block Kit as JSON, and its `ok` is taken for sent", async () => {
  const id = await hook();
  await tell();
  expect(await drainDeliveries(team.workspaceId, "slack_webhook")).toMatchObject({ sent: 1, nextDueAt: null });
  expect(receiver.posted).toHaveLength(1);
  const [{ path, headers, body }] = receiver.posted as [(typeof receiver.posted)[number]];
  expect([path, headers["content-type"]]).toEqual(["/hook/abcd", "application/json; charset=utf-8"]);
  expect(JSON.parse(body)).toMatchObject({
    text: "Nice &lt;!channel&gt;",
    unfurl_links: false,
    blocks: [
      { type: "header", text: { type: "plain_text", text: "Nice <!channel>" } },
      { type: "section", text: { type: "plain_text", text: "Two\nlines" } },
      { type: "context" },
      { type: "actions", elements: [{ type: "button", url: `http://localhost:3000/notifications?w=${team.slug}` }] },
    ],
  });
  expect(await healthOf(id)).toMatchObject({ isActive: true, health: { state: "ok", lastError: null } });
});

test.each([200, 202])("Teams gets an Adaptive Card, and %i is taken for sent", async (status) => {
  await hook("teams_webhook");
  receiver.answer(() => ({ status, body: "1" }));
  await tell();
  expect(await drainDeliveries(team.workspaceId, "teams_webhook")).toMatchObject({ sent: 1 });
  const message = JSON.parse(receiver.posted[0]?.body ?? "{}");
  expect(message.attachments[0].content).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
  expect(JSON.stringify(message)).toContain("Nice <!channel>");
});

test("a mailing list gets one mail per address, and one that is refused takes no other with it", async () => {
  const id = await make({ channel: "email", emailAddresses: "a@example.com, b@example.com, c@example.com" });
  provider.behave(({ to }) => (to === "b@example.com" ? { status: 422, message: "no such box" } : "accept"));
  await tell({ title: "Nice one" });
  await drainDeliveries(team.workspaceId, "email");
  const mails = provider.mails.filter(({ to }) => /^[abc]@/.test(to));
  expect(mails.map(({ to }) => to).sort()).toEqual(["a@example.com", "c@example.com"]);
  expect(mails[0]?.subject).toMatch(/^\[Team \d+\] Nice one$/);
  expect(mails[0]?.text).toContain("Two\nlines");
  expect(mails[0]?.text).toMatch(/The administrators of Team \d+ have such news sent to this address/);
  expect((await logOf(id)).map(({ state }) => state).sort()).toEqual(["failed", "sent", "sent"]);
});

describe("what Slack's address answers", () => {
  test.each([
    [{ status: 200, body: "<html>Sign in</html>" }, "retrying", /something else answers there/, true],
    [{ status: 201, body: "ok" }, "retrying", /something else answers/, true],
    [{ status: 302, headers: { location: "http://127.0.0.1/" } }, "failed", /redirects \(302\)/, true],
    [{ status: 400, body: "invalid_payload" }, "failed", /refused the message \(400\)/, true],
    [{ status: 404, body: "no_service" }, "failed", /no longer exists \(404\)/, false],
    [{ status: 410, body: "channel_is_archived" }, "failed", /no longer exists \(410\)/, false],
    [{ status: 500, body: "rollup_error" }, "retrying", /\(500\)/, true],
    ["reset" as const, "retrying", /cannot be reached/, true],
  ])("%j makes the delivery %s", async (answer, state, error, staysOn) => {
    const id = await hook();
    receiver.answer(() => answer);
    await tell();
    await drainDeliveries(team.workspaceId, "slack_webhook");
    const [row] = await logOf(id);
    expect(row).toMatchObject({ state, attempts: 1, error: expect.stringMatching(error) });
    expect(receiver.posted).toHaveLength(1);
    const seen = await healthOf(id);
    expect(seen).toMatchObject({
      isActive: staysOn,
      health: { state: "failing", lastError: expect.stringMatching(error) },
    });
    // What a stranger's server says is never shown to anybody.
    expect(JSON.stringify([row, seen])).not.toMatch(/html|no_service|invalid_payload|rollup/);
  });

  test("429 waits as long as asked, is no failed try, and is no fault of the destination", async () => {
    const id = await hook();
    receiver.answer(() => ({ status: 429, headers: { "retry-after": "120" } }));
    await tell();
    const { nextDueAt } = await drainDeliveries(team.workspaceId, "slack_webhook");
    expect((nextDueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(100_000);
    expect(await logOf(id)).toMatchObject([{ state: "retrying", attempts: 0 }]);
    expect((await healthOf(id))?.health.state).toBe("unproven");
  });

  test("trouble that is over is forgotten", async () => {
    const id = await hook();
    receiver.answer(() => ({ status: 503 }));
    expect(await tryIt(id)).toMatchObject({ success: false });
    expect((await healthOf(id))?.health.state).toBe("failing");
    receiver.answer(() => ({ status: 200, body: "ok" }));
    expect(await tryIt(id)).toMatchObject({ success: true });
    expect((await healthOf(id))?.health).toMatchObject({ state: "ok", lastError: null });
  });
});

describe("a test message", () => {
  test("is sent at once, said in words, and stands in the log", async () => {
    const id = await hook();
    expect(await tryIt(id)).toEqual({
      success: true,
      message: `The test message was taken. Look for it in Deploys (${receiver.host}/…abcd).`,
    });
    expect(JSON.parse(receiver.posted[0]?.body ?? "{}").text).toBe("This is a test notification");
    expect(await logOf(id)).toEqual([{ state: "sent", attempts: 1, error: null, type: "test", tries: 1 }]);
  });

  test("goes to the first address of a mailing list", async () => {
    const id = await make({ channel: "email", emailAddresses: "a@example.com,b@example.com" });
    expect(await tryIt(id)).toMatchObject({ success: true, message: expect.stringContaining("a@example.com") });
    expect(provider.mails.map(({ to }) => to)).toEqual(["a@example.com"]);
  });

  test("that fails says why and is not tried again", async () => {
    const id = await hook();
    receiver.answer(() => ({ status: 503 }));
    expect(await tryIt(id)).toEqual({
      success: false,
      message: "The test message did not arrive. Slack could not take it just now (503).",
    });
    expect(await logOf(id)).toMatchObject([{ state: "exhausted", tries: 1 }]);
    expect(await drainDeliveries(team.workspaceId, "slack_webhook")).toMatchObject({ sent: 0, nextDueAt: null });
  });

  test("can be sent to what is switched off, ten times and then more slowly", async () => {
    const id = await hook();
    await callApi(`PATCH ${at}/${id}`, { cookie, body: { isActive: false } });
    for (let i = 0; i < 10; i++) expect(await tryIt(id)).toMatchObject({ success: true });
    expect((await callApi(`POST ${at}/test`, { cookie, body: { configId: id } })).status).toBe(429);
    expect(receiver.posted).toHaveLength(10);
  });
});
