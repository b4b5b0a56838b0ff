import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { phoneNumbers } from "@/db/schema/devices";
import { env } from "@/lib/env";
import { connectSlack } from "@/lib/integrations/slack";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { drainDeliveries } from "./drain";

useDatabase();

type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/** Every provider in one, which does with a message as it is told, after it has read all of it. */
const server = createServer(async (request, response) => {
  const { url = "" } = request;
  await text(request);
  const isMessage = /Messages\.json|chat\.postMessage|emails|webhook$/.test(url);
  if (isMessage && fault) return fault(request, response);
  const said = url.startsWith("/api/")
    ? JSON.stringify({ ok: true, team: "T", team_id: "T1", user: { id: "U042" }, channel: "U042", ts: "1.2" })
    : url.endsWith("slack-webhook")
      ? "ok"
      : JSON.stringify({ id: "m1", sid: "SM1" });
  response.writeHead(200, { "content-type": "application/json" }).end(said);
});
let fault: Fault | undefined;
let port = 0;
const listen = () => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
const close = () =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

let team: Awaited<ReturnType<typeof makeTeam>>;
let ann: Awaited<ReturnType<typeof makePerson>>;

beforeAll(async () => {
  await listen();
  ({ port } = server.address() as AddressInfo);
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: url,
    TWILIO_ACCOUNT_SID: "AC0123",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+15550001111",
    TWILIO_BASE_URL: url,
    SLACK_API_URL: `${url}/api/`,
  });
  env().EGRESS_ALLOW = [`127.0.0.1:${port}`];
  team = await makeTeam();
  ann = await makePerson(team, "admin");
  await db().insert(phoneNumbers).values({ userId: ann.userId, number: "+4915100001", verifiedAt: new Date() });
  await connectSlack(ann, { token: "xoxb-good" });
  const cookie = await cookieFor(ann);
  const at = `/api/workspaces/${team.slug}/notifications`;
  const changes = ["sms", "slack_dm"].map((channel) => ({ scope: "all", key: "", channel, isOn: true }));
  await callApi(`PATCH ${at}/preferences`, { cookie, body: { changes } });
  for (const channel of ["slack_webhook", "teams_webhook"]) {
    const target = `${url}/${channel.replace("_", "-")}`;
    await callApi(`POST ${at}/configs`, { cookie, body: { channel, name: channel, target } });
  }
  // Who Ann is in Slack is known from here on.
  await send("slack_dm");
});
afterAll(close);
beforeEach(async () => {
  fault = undefined;
  await db().execute(sql`DELETE FROM credential_pauses`);
});

/** One message by this channel, and what became of it. */
async function send(channel: DeliveryChannel) {
  await notify(team.producer, {
    type: "session.escalated",
    data: { session_id: "NW-1", engineer_name: "Mara", problem_summary: "VPN drops" },
    recipients: { users: [ann.userId] },
  });
  await drainDeliveries(team.workspaceId, channel);
  const { rows } = await db().execute<Record<string, unknown>>(sql`
    SELECT state, attempts, maybe_duplicate AS marked,
      extract(epoch FROM next_attempt_at - clock_timestamp())::int AS wait
    FROM deliveries WHERE workspace_id = ${team.workspaceId} AND channel = ${channel} ORDER BY created_at DESC LIMIT 1`);
  await db().execute(sql`UPDATE deliveries SET state = 'cancelled' WHERE state IN ('pending', 'retrying')`);
  return rows[0];
}

const answering =
  (status: number, body = "", headers: Record<string, string> = {}): Fault =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

const AMBIGUOUS: [string, Fault][] = [
  ["the connection is cut", (request) => request.socket.destroy()],
  [
    "half an answer comes",
    (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"ok":true,"ts":"1', () => request.socket.destroy());
    },
  ],
  ["something else answers there", answering(200, "<html>Sign in</html>")],
  ["it breaks without a word", answering(500)],
  ["it breaks with its own word", answering(500, JSON.stringify({ code: 20500, ok: false, error: "fatal_error" }))],
  ["a gateway gives up on it", answering(504, "<html>Gateway Time-out</html>")],
];

const MARKED = { state: "retrying", attempts: 1, marked: true };
const OUTCOMES: [DeliveryChannel, object][] = [
  ["sms", { state: "unknown", attempts: 1 }],
  ["slack_dm", MARKED],
  ["slack_webhook", MARKED],
  ["teams_webhook", MARKED],
  // Whoever knows a repeat by its key is asked again, and nothing need be marked.
  ["email", { state: "retrying", attempts: 1, marked: false }],
];

describe.each(OUTCOMES)("a message by %s may have arrived", (channel, expected) => {
  // Teams takes a message by its status alone.
  it.each(AMBIGUOUS.filter(([name]) => channel !== "teams_webhook" || !name.startsWith("something")))(
    "when %s",
    async (_, does) => {
      fault = does;
      expect(await send(channel)).toMatchObject(expected);
    },
  );

  it("when Slack says that part of it was done", async () => {
    if (channel !== "slack_dm") return;
    fault = answering(200, JSON.stringify({ ok: false, error: "internal_error" }));
    expect(await send(channel)).toMatchObject(MARKED);
  });
});

describe.each(OUTCOMES.map(([channel]) => channel))("a message by %s has not arrived", (channel) => {
  it("when nobody listens: it is tried again, and not marked", async () => {
    await close();
    const seen = await send(channel).finally(listen);
    expect(seen).toMatchObject({ state: "retrying", attempts: 1, marked: false });
  });

  it.each([
    ["a date, by the clock of whoever answers", { "retry-after": inAnHourFrom(-90), date: inAnHourFrom(-180) }],
    ["seconds", { "retry-after": "90" }],
  ])("when it is slowed down with %s: it waits so long, and that is no try", async (_, headers) => {
    fault = answering(429, JSON.stringify({ statusCode: 429, message: "slower" }), headers);
    const seen = await send(channel);
    expect(seen).toMatchObject({ state: "retrying", attempts: 0, marked: false });
    expect(Number(seen?.wait)).toBeGreaterThan(80);
    expect(Number(seen?.wait)).toBeLessThanOrEqual(90);
  });

  it("when it is slowed down without a word of how long: that is no try", async () => {
    fault = answering(429);
    expect(await send(channel)).toMatchObject({ state: "retrying", attempts: 0, marked: false });
  });
});

function inAnHourFrom(seconds: number): string {
  return new Date(Date.now() + 3_600_000 + seconds * 1000).toUTCString();
}
