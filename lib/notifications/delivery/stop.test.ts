import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { codeMailQueue } from "@/lib/auth/code-mail-queue";
import { requestSignInCode } from "@/lib/auth/codes";
import { env } from "@/lib/env";
import { getReady } from "@/lib/health/ready";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { startSmtpServer } from "@/tests/smtp-server";
import { startTwilioServer } from "@/tests/twilio-server";
import { startWebhookServer } from "@/tests/webhook-server";
import { notify } from "../events/notify";
import { updatePreferences } from "../preferences/settings";
import { drainDeliveries } from "./drain";

useDatabase();

const start = async () => ({
  smtp: await startSmtpServer(),
  twilio: await startTwilioServer(),
  webhooks: await startWebhookServer(),
});
let they: Awaited<ReturnType<typeof start>>;
let numbers = 0;

beforeAll(async () => {
  they = await start();
  Object.assign(process.env, {
    SMTP_URL: they.smtp.url,
    RESEND_API_KEY: "",
    TWILIO_ACCOUNT_SID: "AC0123",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+15550001111",
    TWILIO_BASE_URL: they.twilio.url,
  });
  env().EGRESS_ALLOW = [they.webhooks.host];
});
afterAll(() => Promise.all(Object.values(they).map((server) => server.close())));
beforeEach(() => db().execute(sql`DELETE FROM credential_pauses`));
// The next process.
afterEach(() => aNewProcess());

const holder = globalThis as typeof globalThis & { belfryStopping: AbortController };
/** What the preload does at SIGTERM. */
const askToEnd = () => holder.belfryStopping.abort();
const aNewProcess = () => {
  holder.belfryStopping = new AbortController();
};

const COUNT = 24;

type Channel = "slack_webhook" | "sms" | "email";

async function tell(channel: Channel) {
  const team = await makeTeam();
  const admin = await makePerson(team, "admin");
  if (channel === "slack_webhook") {
    const cookie = await cookieFor(admin);
    const body = { channel, name: "Ops", target: `${they.webhooks.url}/hook` };
    await callApi(`POST /api/workspaces/${team.slug}/notifications/configs`, { cookie, body });
    for (let n = 0; n < COUNT; n++)
      await notify(team.producer, { type: "feedback.new", title: `No ${n}`, recipients: { users: [admin.userId] } });
  } else {
    const people = [admin];
    while (people.length < COUNT) people.push(await makePerson(team));
    for (const person of people) {
      if (channel !== "sms") break;
      const number = `+4915100${String(++numbers).padStart(5, "0")}`;
      await db().insert(phoneNumbers).values({ userId: person.userId, number, verifiedAt: new Date() });
      await updatePreferences(person, { changes: [{ scope: "all", key: "", channel, isOn: true }] });
    }
    await notify(team.producer, { type: "test", title: "All hands", recipients: { everyone: true } });
  }
  return { team, drain: () => drainDeliveries(team.workspaceId, channel) };
}

async function countsOf(team: { workspaceId: string }, channel: Channel) {
  const { rows } = await db().execute<Record<string, unknown>>(sql`
    SELECT d.state, d.attempts, d.maybe_duplicate AS marked, count(*)::int AS count, sum(tries)::int AS tries
    FROM deliveries d, LATERAL (SELECT count(*) AS tries FROM delivery_attempts t WHERE t.delivery_id = d.id) t
    WHERE workspace_id = ${team.workspaceId} AND channel = ${channel} GROUP BY 1, 2, 3 ORDER BY 1 DESC`);
  return rows;
}

/** How each of these providers is slow, and what it has got. */
const channels: [Channel, { hold(until: Promise<void>): void; got(): string[] }][] = [
  [
    "slack_webhook",
    {
      hold: (until) => they.webhooks.answer(() => until.then(() => ({ status: 200, body: "ok" }))),
      got: () => they.webhooks.posted.map(({ body }) => body),
    },
  ],
  [
    "sms",
    {
      hold: (until) => they.twilio.behave(() => until.then(() => "accept" as const)),
      got: () => they.twilio.messages.map(({ form }) => String(form.To)),
    },
  ],
  [
    "email",
    {
      hold: (until) => they.smtp.behave((stage) => (stage === "end" ? until.then(() => undefined) : undefined)),
      got: () => they.smtp.received,
    },
  ],
];

describe.each(channels)("a process that is asked to end while it sends by %s", (channel, { hold, got }) => {
  it("finishes what is under way, begins nothing more, and the next one sends the rest: each once", async () => {
    const { team, drain } = await tell(channel);
    let answer = () => {};
    hold(
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
    );
    const ending = drain();
    const under = channel === "email" ? 5 : 16;
    await expect.poll(() => got().length).toBe(under);
    askToEnd();
    answer();
    const { sent, nextDueAt } = await ending;
    expect([sent, nextDueAt]).toEqual([under, expect.any(Date)]);
    expect(got()).toHaveLength(under);
    const sentOnes = { state: "sent", attempts: 1, marked: false, count: under, tries: under };
    const waiting = { state: "pending", attempts: 0, marked: false, count: COUNT - under, tries: 0 };
    expect(await countsOf(team, channel)).toEqual([sentOnes, waiting]);
    expect(await drain()).toMatchObject({ sent: 0 });

    aNewProcess();
    while ((await countsOf(team, channel)).length > 1) await drain();
    expect(await countsOf(team, channel)).toEqual([{ ...sentOnes, count: COUNT, tries: COUNT }]);
    expect(new Set(got()).size).toBe(COUNT);
    expect(got()).toHaveLength(COUNT);
    got().length = 0;
  });
});

it("what was claimed in that very moment is given back, and costs no try", async () => {
  they.smtp.received.length = 0;
  they.smtp.behave(() => undefined);
  const [first, second] = [await tell("email"), await tell("email")];
  let answer = () => {};
  they.smtp.behave((stage) =>
    stage === "end"
      ? new Promise((resolve) => {
          answer = () => resolve(undefined);
        })
      : undefined,
  );
  // The connections are all with the first; what is claimed of the second waits for one.
  const drains = [first.drain()];
  await expect.poll(() => they.smtp.received.length).toBe(5);
  drains.push(second.drain());
  const claimed = async () => (await countsOf(second.team, "email")).find(({ state }) => state === "sending")?.count;
  await expect.poll(claimed).toBe(5);
  askToEnd();
  await drains[1];
  expect(await countsOf(second.team, "email")).toEqual([
    { state: "pending", attempts: 0, marked: false, count: COUNT, tries: 0 },
  ]);
  they.smtp.behave(() => undefined);
  answer();
  they.smtp.cut();
  await drains[0];
});

it("a text that was claimed and never begun by a worker that was killed is sent, and is not unknown", async () => {
  const { team, drain } = await tell("sms");
  they.twilio.behave(() => "accept");
  they.twilio.messages.length = 0;
  await db().execute(sql`UPDATE deliveries SET state = 'sending', attempts = 1, lease_owner = 'killed', awaits_call = true
    WHERE workspace_id = ${team.workspaceId} AND channel = 'sms'`);
  while ((await drain()).sent > 0);
  expect(they.twilio.messages).toHaveLength(COUNT);
  expect(await countsOf(team, "sms")).toMatchObject([{ state: "sent", attempts: 1, count: COUNT }]);
});

it("a text whose row another worker took over while this one stood still is not sent by this one", async () => {
  const { team, drain } = await tell("sms");
  they.twilio.behave(() => "accept");
  they.twilio.messages.length = 0;
  // Taken over between the claim and the call.
  await db().execute(sql`
    CREATE FUNCTION take_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.lease_owner := 'another'; RETURN NEW; END $$`);
  await db().execute(sql`CREATE TRIGGER take_over BEFORE UPDATE ON deliveries FOR EACH ROW
    WHEN (OLD.state <> 'sending' AND NEW.state = 'sending') EXECUTE FUNCTION take_over()`);
  await drain();
  await db().execute(sql`DROP TRIGGER take_over ON deliveries`);
  expect(they.twilio.messages).toHaveLength(0);
  expect(await countsOf(team, "sms")).toMatchObject([{ state: "sending", attempts: 1, count: COUNT }]);
});

it("sign-in codes wait for the next process, with all their tries", async () => {
  const { email } = await makePerson(await makeTeam());
  they.smtp.behave(() => undefined);
  they.smtp.received.length = 0;
  await requestSignInCode(
    { kind: "nobody" },
    { email },
    { request: new Request("http://localhost:3000/x"), headers: new Headers() },
  );
  askToEnd();
  expect(await codeMailQueue.sendDue()).toEqual({ sent: 0 });
  expect(they.smtp.received).toEqual([]);
  aNewProcess();
  expect(await codeMailQueue.sendDue()).toEqual({ sent: 1 });
});

it("a process that ends is not ready", async () => {
  expect(await getReady()).toMatchObject({ ready: true });
  askToEnd();
  await expect(getReady()).rejects.toMatchObject({ code: "unavailable" });
});
