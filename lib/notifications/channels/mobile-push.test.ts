import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import type { Priority } from "@/db/enums";
import { devices } from "@/db/schema/devices";
import { revokeSession } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { type ApnsBehaviour, startApnsServer } from "@/tests/apns-server";
import { useDatabase } from "@/tests/database";
import { type FcmBehaviour, startFcmServer } from "@/tests/fcm-server";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { trust } from "@/tests/trust";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";

useDatabase();

let apple: Awaited<ReturnType<typeof startApnsServer>>;
let google: Awaited<ReturnType<typeof startFcmServer>>;

beforeAll(async () => {
  apple = await startApnsServer();
  google = await startFcmServer();
  trust(apple.cert);
  Object.assign(process.env, {
    APNS_KEY_ID: "KEY1234567",
    APNS_TEAM_ID: "TEAM123456",
    APNS_KEY_P8: apple.key.replaceAll("\n", "\\n"),
    APNS_BUNDLE_ID: "com.example.belfry",
    APNS_URL: apple.url,
    FCM_SERVICE_ACCOUNT: JSON.stringify(google.account),
    FCM_URL: google.url,
  });
});
afterAll(() => Promise.all([apple.close(), google.close()]));
beforeEach(async () => {
  apple.pushes.length = 0;
  google.messages.length = 0;
  apple.behave(() => "accept");
  google.behave(() => "accept");
  await db().execute(sql`DELETE FROM credential_pauses`);
});

type Person = Awaited<ReturnType<typeof makePerson>>;

async function register(person: Person, platform: "ios" | "android", token = randomBytes(32).toString("hex")) {
  const body = { platform, token, ...(platform === "ios" && { environment: "sandbox" }) };
  const answer = await callApi("POST /api/me/devices", { cookie: await cookieFor(person), body });
  expect(answer.status).toBe(201);
  return token;
}

/** Somebody with an app of that platform, and one event for them. */
async function tellOne(
  platform: "ios" | "android",
  event: { title?: string; body?: string; priority?: Priority } = {},
) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const token = await register(ann, platform);
  const tell = () =>
    notify(team.producer, {
      type: "test",
      title: "Hello",
      subject: { kind: "ticket", id: "7" },
      recipients: { users: [ann.userId] },
      ...event,
    });
  await tell();
  return { team, ann, token, tell, drain: () => drainDeliveries(team.workspaceId, "mobile_push") };
}

async function stateIn({ workspaceId }: { workspaceId: string }) {
  const { rows } = await db().execute<Record<string, string | number | null>>(sql`
    SELECT id, state, reason, attempts, last_error, provider_id, notification_id,
      extract(epoch FROM next_attempt_at - clock_timestamp())::int AS wait
    FROM deliveries WHERE workspace_id = ${workspaceId} AND channel = 'mobile_push' ORDER BY id`);
  return rows[0] ?? {};
}

const failuresOf = async (token: string) =>
  (await db().select().from(devices).where(eq(devices.address, token)))[0]?.failures;

describe("a push to the iOS app", () => {
  it("is one HTTP/2 request under a token Apple can check, named by its delivery", async () => {
    const { team, ann, token, drain } = await tellOne("ios", { body: "World" });
    const other = await makeTeam();
    await db().execute(
      sql`INSERT INTO members (workspace_id, user_id, role) VALUES (${other.workspaceId}, ${ann.userId}, 'member')`,
    );
    await notify(other.producer, {
      type: "job.completed",
      data: { job: "a", status: "ok", duration: "1 s" },
      recipients: { users: [ann.userId] },
    });
    expect(await drain()).toMatchObject({ sent: 1 });
    const row = await stateIn(team);
    expect(row).toMatchObject({ state: "sent", provider_id: row.id });
    const [push] = apple.pushes;
    expect(push?.headers).toMatchObject({
      ":method": "POST",
      ":path": `/3/device/${token}`,
      "apns-topic": "com.example.belfry",
      "apns-push-type": "alert",
      "apns-id": row.id,
      "apns-priority": "10",
    });
    expect(String(push?.headers["apns-collapse-id"])).toMatch(/^[\da-f]{64}$/);
    const expires = Number(push?.headers["apns-expiration"]) - Date.now() / 1000;
    expect(expires).toBeGreaterThan(86_000);
    expect(expires).toBeLessThan(86_401);
    expect(push?.token?.header).toMatchObject({ alg: "ES256", kid: "KEY1234567" });
    expect(push?.token?.claims).toMatchObject({ iss: "TEAM123456", iat: expect.any(Number) });
    expect(push?.payload).toEqual({
      aps: {
        alert: { title: "Hello", subtitle: expect.stringMatching(/^Team/), body: "World" },
        badge: 2,
        sound: "default",
        "thread-id": push?.headers["apns-collapse-id"],
        "interruption-level": "active",
      },
      link: `http://localhost:3000/notifications?w=${team.slug}`,
      workspace: team.slug,
      notification: row.notification_id,
      receipt: expect.stringContaining(String(row.id)),
    });
  });

  it("is followed by others on the same connection, under the same token", async () => {
    const { drain } = await tellOne("ios");
    await drain();
    const before = apple.connections();
    const second = await tellOne("ios");
    await second.drain();
    expect(apple.connections()).toBe(before);
    expect(new Set(apple.pushes.map(({ headers }) => headers.authorization)).size).toBe(1);
  });

  it("signs anew before Apple thinks its token too old", async () => {
    await (await tellOne("ios")).drain();
    vi.useFakeTimers({ now: Date.now() + 41 * 60_000, toFake: ["Date"] });
    try {
      await (await tellOne("ios")).drain();
    } finally {
      vi.useRealTimers();
    }
    const [first, second] = apple.pushes.map(({ token }) => Number(token?.claims.iat));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(40 * 60);
  });

  it.each<[ApnsBehaviour, object]>([
    [
      { status: 410, reason: "Unregistered", timestamp: Date.now() + 60_000 },
      { state: "failed", reason: "the address is gone" },
    ],
    [
      { status: 400, reason: "BadDeviceToken" },
      { state: "failed", reason: "the address is gone" },
    ],
  ])("retires a token of which Apple says %j", async (behaviour, outcome) => {
    const { team, token, tell, drain } = await tellOne("ios");
    apple.behave(() => behaviour);
    await drain();
    expect(await stateIn(team)).toMatchObject({ ...outcome, attempts: 1 });
    expect(await failuresOf(token)).toBe(1);
    await tell();
    await drain();
    expect(apple.pushes).toHaveLength(1);
  });

  it("keeps a token that was registered again after the time Apple names", async () => {
    const { team, token, drain } = await tellOne("ios");
    apple.behave(() => ({ status: 410, reason: "Unregistered", timestamp: Date.now() - 3_600_000 }));
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "retrying" });
    expect(await failuresOf(token)).toBe(0);
  });

  it.each<[string, ApnsBehaviour]>([
    ["refuses our token", { status: 403, reason: "InvalidProviderToken" }],
    ["has troubles of its own", { status: 503, reason: "ServiceUnavailable" }],
    ["cuts the connection", "reset"],
  ])("is tried again, under the same name, when Apple %s", async (_, behaviour) => {
    const { team, drain } = await tellOne("ios");
    apple.behave(() => behaviour);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "retrying", attempts: 1 });
    apple.behave(() => "accept");
    await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp()`);
    await db().execute(sql`DELETE FROM credential_pauses`);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "sent", attempts: 2 });
    expect(new Set(apple.pushes.map(({ headers }) => headers["apns-id"])).size).toBe(1);
  });

  it("waits as long as Apple asks, and that is no try", async () => {
    const { team, drain } = await tellOne("ios");
    apple.behave(() => ({ status: 429, reason: "TooManyRequests", headers: { "retry-after": "120" } }));
    await drain();
    const row = await stateIn(team);
    expect(row).toMatchObject({ state: "retrying", attempts: 0 });
    expect(Number(row.wait)).toBeGreaterThan(100);
  });

  it("goes by another connection when this one goes away under it", async () => {
    const { team, drain } = await tellOne("ios");
    apple.behave((_, call) => (call === 1 ? "go away" : "accept"));
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "sent", attempts: 1 });
    const [first, second] = apple.pushes.map(({ connection }) => connection);
    expect(second).not.toBe(first);
  });

  it("does not wait for ever, and leaves a connection that is dead", async () => {
    const { team, drain, tell } = await tellOne("ios");
    apple.behave(() => "hang");
    await drain();
    expect(await stateIn(team)).toMatchObject({
      state: "retrying",
      last_error: expect.stringContaining("did not answer within 10 s."),
    });
    apple.behave(() => "accept");
    await db().execute(sql`DELETE FROM credential_pauses`);
    await tell();
    await drain();
    const [first, second] = apple.pushes.map(({ connection }) => connection);
    expect(second).not.toBe(first);
  });
});

describe("a push to the Android app", () => {
  it("is one message under a leave that Google gave for the service account, asked for once", async () => {
    const { team, token, drain } = await tellOne("android", { body: "World", priority: "low" });
    await drain();
    await (await tellOne("android")).drain();
    const row = await stateIn(team);
    expect(row).toMatchObject({ state: "sent", provider_id: "projects/belfry/messages/1" });
    expect(google.grants).toEqual([
      {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        iss: "push@belfry.example.com",
        scope: "https://www.googleapis.com/auth/firebase.messaging",
        aud: `${google.url}/token`,
        iat: expect.any(Number),
        exp: expect.any(Number),
      },
    ]);
    const [sent] = google.messages;
    expect(sent).toMatchObject({ path: "/v1/projects/belfry/messages:send", authorization: "Bearer token-1" });
    const tag = expect.stringMatching(/^[\da-f]{64}$/);
    expect(sent?.message).toEqual({
      token,
      notification: { title: "Hello", body: "World" },
      data: {
        link: `http://localhost:3000/notifications?w=${team.slug}`,
        workspace: team.slug,
        workspace_name: expect.stringMatching(/^Team/),
        unread: "1",
        notification: row.notification_id,
        receipt: expect.any(String),
      },
      android: {
        priority: "NORMAL",
        ttl: "86400s",
        collapse_key: tag,
        notification: { tag, notification_count: 1 },
      },
    });
  });

  it.each<FcmBehaviour>([
    { status: 404, code: "UNREGISTERED" },
    { status: 400, code: "INVALID_ARGUMENT", field: "message.token" },
  ])("retires a token of which Google says %j", async (behaviour) => {
    const { team, token, drain } = await tellOne("android");
    google.behave(() => behaviour);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "failed", reason: "the address is gone", attempts: 1 });
    expect(await failuresOf(token)).toBe(1);
  });

  it.each<[FcmBehaviour, object]>([
    [
      { status: 429, code: "QUOTA_EXCEEDED", headers: { "retry-after": "77" } },
      { state: "retrying", attempts: 0 },
    ],
    [
      { status: 503, code: "UNAVAILABLE", headers: { "retry-after": "77" } },
      { state: "retrying", attempts: 1 },
    ],
  ])("waits as long as Google asks: %j", async (behaviour, outcome) => {
    const { team, drain } = await tellOne("android");
    google.behave(() => behaviour);
    await drain();
    const row = await stateIn(team);
    expect(row).toMatchObject(outcome);
    expect(Number(row.wait)).toBeGreaterThan(60);
  });

  it.each<[FcmBehaviour, string]>([
    ["reset", "retrying"],
    [{ status: 500, code: "INTERNAL" }, "retrying"],
    [{ status: 401, code: "THIRD_PARTY_AUTH_ERROR" }, "retrying"],
    [{ status: 400, code: "INVALID_ARGUMENT" }, "failed"],
    [{ status: 403, code: "SENDER_ID_MISMATCH" }, "failed"],
  ])("after %j it is %s, and its address stays", async (behaviour, state) => {
    const { team, token, drain } = await tellOne("android");
    google.behave(() => behaviour);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state });
    expect(await failuresOf(token)).toBe(0);
  });

  it("asks for another leave when the one it has is refused, and waits while Google gives none", async () => {
    const { team, drain } = await tellOne("android");
    google.behave(() => ({ status: 401, code: "UNAUTHENTICATED" }));
    google.refuse(true);
    await drain();
    await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp()`);
    await db().execute(sql`DELETE FROM credential_pauses`);
    await drain();
    expect(await stateIn(team)).toMatchObject({
      state: "retrying",
      attempts: 2,
      last_error: "Google refuses the service account: Invalid JWT Signature.",
    });
    google.refuse(false);
    google.behave(() => "accept");
    await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp()`);
    await db().execute(sql`DELETE FROM credential_pauses`);
    await drain();
    expect(await stateIn(team)).toMatchObject({ state: "sent" });
  });
});

it("is delivered once its app says so, by the receipt that came with it", async () => {
  const { team, drain } = await tellOne("ios");
  await drain();
  const receipt = apple.pushes[0]?.payload.receipt;
  expect((await callApi("POST /api/deliveries/acknowledge", { body: { receipt } })).status).toBe(200);
  expect(await stateIn(team)).toMatchObject({ state: "delivered" });
});

describe("an app's registration", () => {
  it("moves to whoever registers it last, who alone hears from then on, and keeps no name of another's", async () => {
    const { team, ann, token, drain } = await tellOne("ios");
    const bob = await makePerson(team);
    await register(bob, "ios", token.toUpperCase());
    await drain();
    expect(apple.pushes).toHaveLength(0);
    expect(await stateIn(team)).toMatchObject({ state: "failed", reason: "the address is gone" });
    expect(await failuresOf(token)).toBe(0);
    const mine = await callApi("GET /api/me/devices", { cookie: await cookieFor(ann) });
    expect(mine.body.devices).toEqual([]);
    const his = await callApi("GET /api/me/devices", { cookie: await cookieFor(bob) });
    expect(his.body.devices).toMatchObject([{ platform: "ios", name: "iPhone or iPad", isReachable: true }]);
  });

  it("ends with the session it was made in", async () => {
    const { team, ann, drain } = await tellOne("ios");
    await revokeSession(ann.sessionId);
    await drain();
    expect(apple.pushes).toHaveLength(0);
    expect(await stateIn(team)).toMatchObject({ state: "failed", reason: "the address is gone" });
  });

  it("refuses what is no token, saying so", async () => {
    const cookie = await cookieFor(await makePerson(await makeTeam()));
    for (const body of [
      { platform: "ios", token: "not hex" },
      { platform: "ios", token: "ab".repeat(31) },
      { platform: "android", token: "/etc/passwd".repeat(5) },
    ]) {
      const answer = await callApi("POST /api/me/devices", { cookie, body });
      expect(answer.status).toBe(422);
      expect(answer.body.error.details?.[0]).toMatchObject({
        path: "token",
        message: expect.stringContaining("is not a"),
      });
    }
  });
});

it("is skipped, saying what to set, where one of the two is not configured", async () => {
  const { team, drain } = await tellOne("ios");
  const kept = env().APNS_KEY_ID;
  env().APNS_KEY_ID = undefined;
  await drain();
  env().APNS_KEY_ID = kept;
  expect(await stateIn(team)).toMatchObject({
    state: "skipped",
    reason: "not configured",
    last_error: "Set APNS_KEY_ID to push to the iOS app.",
  });
});
