import { createServer, type Server } from "node:net";
import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { env } from "@/lib/env";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { runs } from "@/tests/runs";
import { startTwilioServer, type TwilioBehaviour } from "@/tests/twilio-server";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";
import { updatePreferences } from "../preferences/settings";

useDatabase();

let twilio: Awaited<ReturnType<typeof startTwilioServer>>;
let numbers = 0;

beforeAll(async () => {
  twilio = await startTwilioServer();
  Object.assign(process.env, {
    BELFRY_URL: "https://belfry.example.com",
    TWILIO_ACCOUNT_SID: "AC0123",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+15550001111",
    TWILIO_BASE_URL: twilio.url,
  });
});
afterAll(() => twilio.close());
beforeEach(async () => {
  twilio.messages.length = 0;
  twilio.behave(() => "accept");
  await db().execute(sql`DELETE FROM credential_pauses`);
});

/** Somebody with a proven number who wants text messages, and one event for them. */
async function tellOne(title = "Hello", body = "") {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const number = `+4915100${String(++numbers).padStart(5, "0")}`;
  await db().insert(phoneNumbers).values({ userId: ann.userId, number, verifiedAt: new Date() });
  await updatePreferences(ann, { changes: [{ scope: "all", key: "", channel: "sms", isOn: true }] });
  const tell = () =>
    notify(team.producer, { type: "test", title, body, link: "/notifications", recipients: { users: [ann.userId] } });
  await tell();
  return { team, ann, number, tell, drain: () => drainDeliveries(team.workspaceId, "sms") };
}

async function stateIn({ workspaceId }: { workspaceId: string }) {
  const { rows } = await db().execute<Record<string, string | number | null>>(sql`
    SELECT state, reason, attempts, last_error, provider_id, id,
      extract(epoch FROM next_attempt_at - clock_timestamp())::int AS wait
    FROM deliveries WHERE workspace_id = ${workspaceId} AND channel = 'sms'`);
  return rows[0] ?? {};
}

const stoppedAt = async (userId: string) =>
  (await db().select().from(phoneNumbers).where(eq(phoneNumbers.userId, userId)))[0]?.stoppedAt;

describe("a text message", () => {
  it("is handed to Twilio as a form that says to whom, from whom, what, and where to report", async () => {
    const { team, number, drain } = await tellOne("50% & more = “great”", "Ünïcode + plus");
    expect(await drain()).toMatchObject({ sent: 1 });
    const { id, ...row } = await stateIn(team);
    expect(row).toMatchObject({ state: "sent", provider_id: twilio.sidOf(1) });
    expect(twilio.messages).toHaveLength(1);
    const [message] = twilio.messages;
    expect(message).toMatchObject({ method: "POST", path: "/2010-04-01/Accounts/AC0123/Messages.json" });
    expect(message?.authorization).toBe(`Basic ${Buffer.from("AC0123:token").toString("base64")}`);
    expect(message?.form).toEqual({
      To: number,
      From: "+15550001111",
      StatusCallback: `https://belfry.example.com/api/webhooks/twilio?delivery=${id}`,
      Body: expect.stringContaining(
        '50% & more = "great"\nÜnïcode + plus\nhttps://belfry.example.com/notifications?w=',
      ),
    });
  });

  it("goes to nobody by default, without a proven number, or after STOP", async () => {
    const { team, ann, tell } = await tellOne();
    const bob = await makePerson(team);
    await db().insert(phoneNumbers).values({ userId: bob.userId, number: "+4915199999", verifiedAt: new Date() });
    await notify(team.producer, { type: "test", title: "No", recipients: { users: [bob.userId] } });
    await db().update(phoneNumbers).set({ stoppedAt: new Date() }).where(eq(phoneNumbers.userId, ann.userId));
    await tell();
    await db()
      .update(phoneNumbers)
      .set({ stoppedAt: null, verifiedAt: null })
      .where(eq(phoneNumbers.userId, ann.userId));
    await tell();
    const { rows } = await db().execute(
      sql`SELECT id FROM deliveries WHERE workspace_id = ${team.workspaceId} AND channel = 'sms'`,
    );
    expect(rows).toHaveLength(1);
  });

  it("is not sent when STOP came after the event and before its turn", async () => {
    const { team, ann, drain } = await tellOne();
    await db().update(phoneNumbers).set({ stoppedAt: new Date() }).where(eq(phoneNumbers.userId, ann.userId));
    await drain();
    expect(twilio.messages).toHaveLength(0);
    expect(await stateIn(team)).toMatchObject({ state: "failed", last_error: expect.stringContaining("STOP") });
  });

  it("that finds whoever has the phone has texted STOP is the last one to it", async () => {
    const { team, ann, tell, drain } = await tellOne();
    twilio.behave(() => ({ status: 400, code: 21610, message: "Attempt to send to unsubscribed recipient" }));
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "failed", reason: "the address is gone", attempts: 1 });
    expect(await stoppedAt(ann.userId)).toBeInstanceOf(Date);
    await tell();
    await drain();
    expect(twilio.messages).toHaveLength(1);
  });

  it.each([21211, 21614])("is given up when Twilio says %i: no such phone", async (code) => {
    const { team, ann, drain } = await tellOne();
    twilio.behave(() => ({ status: 400, code, message: "The 'To' number is not valid." }));
    await drain();
    expect(await stateIn(team)).toMatchObject({
      state: "failed",
      attempts: 1,
      last_error: `The 'To' number is not valid. (${code})`,
    });
    expect(await stoppedAt(ann.userId)).toBeNull();
  });

  it("waits as long as Twilio asks when it is slowed down, and that is no try", async () => {
    const { team, drain } = await tellOne();
    twilio.behave(() => ({ status: 429, code: 20429, message: "Too Many Requests", headers: { "retry-after": "90" } }));
    await drain();
    const row = await stateIn(team);
    expect(row).toMatchObject({ state: "retrying", attempts: 0 });
    expect(Number(row.wait)).toBeGreaterThan(80);
  });

  it("is tried again when Twilio itself says that it failed, and when nothing had left", async () => {
    const { team, drain } = await tellOne();
    twilio.behave(() => ({ status: 503, code: 20503, message: "Service unavailable" }));
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "retrying", attempts: 1 });
  });
});

describe("never two", () => {
  it.each<[string, TwilioBehaviour]>([
    ["the connection breaks after it was handed over", "reset"],
    ["a gateway gives up on Twilio", { status: 504, text: "<html>Gateway Time-out</html>" }],
    ["the answer cannot be read", { status: 201, text: "yes" }],
  ])("is unknown, and stays so, when %s", async (_, behaviour) => {
    const { team, drain } = await tellOne();
    twilio.behave(() => behaviour);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "unknown", attempts: 1 });
    await db().execute(
      sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() WHERE workspace_id = ${team.workspaceId}`,
    );
    await drain();
    expect(twilio.messages).toHaveLength(1);
  });

  it("is unknown when no answer comes within ten seconds", async () => {
    const { team, drain } = await tellOne();
    twilio.behave(() => "hang");
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "unknown", last_error: "Twilio did not answer within 10 s." });
    expect(twilio.messages).toHaveLength(1);
  });

  it("is unknown after its worker died between Twilio's yes and our note of it", async () => {
    const { team, drain } = await tellOne();
    await drain();
    await db().execute(sql`UPDATE deliveries SET state = 'sending', lease_owner = 'a dead worker', sent_at = NULL,
      provider_id = NULL, next_attempt_at = clock_timestamp() WHERE workspace_id = ${team.workspaceId} AND channel = 'sms'`);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "unknown" });
    expect(twilio.messages).toHaveLength(1);
  });

  it("is handed over once whatever goes wrong, in whatever order, however many workers there are", async () => {
    /** What Twilio does at each call, and whether the worker dies before it can note it. */
    const trouble = fc.record({
      does: fc.constantFrom<TwilioBehaviour>(
        "accept",
        "reset",
        { status: 429, code: 20429 },
        { status: 503, code: 20503 },
        { status: 502, text: "bad gateway" },
        { status: 400, code: 30001 },
      ),
      dies: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(trouble, { minLength: 1, maxLength: 5 }), async (troubles) => {
        const { team, drain } = await tellOne();
        twilio.messages.length = 0;
        let perhapsTaken = 0;
        twilio.behave((_, call) => {
          const does = troubles[call - 1]?.does ?? "accept";
          const isRefused = typeof does === "object" && "code" in does;
          if (!isRefused) perhapsTaken++;
          return does;
        });
        for (const { dies } of [...troubles, { dies: false }]) {
          await db().execute(sql`DELETE FROM credential_pauses`);
          await Promise.all([drain(), drain()]);
          await db().execute(
            sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() WHERE workspace_id = ${team.workspaceId}`,
          );
          if (dies)
            await db().execute(sql`UPDATE deliveries SET state = 'sending', lease_owner = 'dead'
              WHERE workspace_id = ${team.workspaceId} AND channel = 'sms' AND state IN ('sent', 'retrying')`);
        }
        expect(perhapsTaken).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(15) },
    );
  });
});

describe("where nothing listens", () => {
  let closed: string;
  beforeAll(async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    closed = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    await new Promise((resolve) => server.close(resolve));
  });

  it("nothing has left, so a message is tried again", async () => {
    const { SmsTransport, NoAnswer } = await import("@/lib/sms/transport");
    for (const base of [closed, "http://no-such-host.invalid"]) {
      const failure = await new SmsTransport(base)
        .request({ method: "post", uri: "https://api.twilio.com/x", username: "a", password: "b", data: { To: "1" } })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NoAnswer);
      expect(failure).toMatchObject({ hasLeft: false });
    }
  });

  it("without credentials it is skipped, and says what to set", async () => {
    const { team, drain } = await tellOne();
    const kept = env().TWILIO_AUTH_TOKEN;
    env().TWILIO_AUTH_TOKEN = undefined;
    await drain();
    env().TWILIO_AUTH_TOKEN = kept;
    expect(await stateIn(team)).toMatchObject({
      state: "skipped",
      reason: "not configured",
      last_error: "Set TWILIO_AUTH_TOKEN to send text messages.",
    });
    expect(twilio.messages).toHaveLength(0);
  });
});
