import { createECDH } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { openSession, revokeSession } from "@/lib/auth/session";
import { startSession } from "@/lib/auth/sign-in";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { receiptFor } from "./receipts";

useDatabase();

type Person = Awaited<ReturnType<typeof makePerson>>;

const newKeys = () => ({
  p256dh: createECDH("prime256v1").generateKeys("base64url"),
  auth: Buffer.alloc(16, 7).toString("base64url"),
});
const newEndpoint = () => `https://fcm.googleapis.com/fcm/send/${crypto.randomUUID()}`;
const ask = async (who: Person, operation: string, body?: object) =>
  callApi(operation, { cookie: await cookieFor(who), body });
const subscribe = (who: Person, body: object) =>
  ask(who, `POST /api/workspaces/${who.workspaceSlug}/notifications/web-push/subscribe`, body);
const someone = async () => makePerson(await makeTeam());
const listOf = async (who: Person) =>
  (await ask(who, "GET /api/me/devices")).body.devices as { id: string; name: string; fingerprint: string }[];

const original = { ...env() };
afterEach(() => {
  Object.assign(env(), original);
});

describe("a browser that subscribes", () => {
  it("is listed by the fingerprint of its address, renamed and removed", async () => {
    const ann = await someone();
    const endpoint = newEndpoint();
    const answer = await subscribe(ann, { endpoint, keys: newKeys(), expirationTime: null, name: "Firefox on Linux" });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ name: "Firefox on Linux", platform: "web", isReachable: true });
    expect(JSON.stringify(answer.body)).not.toContain(endpoint);
    expect(await listOf(ann)).toMatchObject([{ fingerprint: sha256(endpoint) }]);
    const id = answer.body.id;
    expect((await ask(ann, `PATCH /api/me/devices/${id}`, { name: "  Kitchen  " })).body.name).toBe("Kitchen");
    expect((await ask(ann, `DELETE /api/me/devices/${id}`)).status).toBe(200);
    expect((await ask(ann, `DELETE /api/me/devices/${id}`)).status).toBe(404);
    expect(await listOf(ann)).toEqual([]);
  });

  it("belongs to one person at a time, and takes no name along", async () => {
    const [ann, ben] = [await someone(), await someone()];
    const endpoint = newEndpoint();
    await subscribe(ann, { endpoint, keys: newKeys(), name: "Ann's own" });
    const keys = newKeys();
    await subscribe(ben, { endpoint, keys });
    expect(await listOf(ann)).toEqual([]);
    expect(await listOf(ben)).toMatchObject([{ name: "A browser" }]);
    expect(await db().select({ keys: devices.keys }).from(devices).where(eq(devices.address, endpoint))).toEqual([
      { keys },
    ]);
  });

  it("keeps its name when it registers again, under the same address or a new one", async () => {
    const ann = await someone();
    const [first, second] = [newEndpoint(), newEndpoint()];
    await subscribe(ann, { endpoint: first, keys: newKeys(), name: "Laptop" });
    await db().execute(sql`UPDATE devices SET failures = 1 WHERE address = ${first}`);
    await subscribe(ann, { endpoint: first, keys: newKeys(), name: "Chrome" });
    expect(await listOf(ann)).toMatchObject([{ name: "Laptop", isReachable: true }]);
    await subscribe(ann, { endpoint: second, keys: newKeys(), replaces: first });
    expect(await listOf(ann)).toMatchObject([{ name: "Laptop", fingerprint: sha256(second) }]);
  });

  it("cannot take the place of somebody else's", async () => {
    const [ann, ben] = [await someone(), await someone()];
    const endpoint = newEndpoint();
    await subscribe(ann, { endpoint, keys: newKeys(), name: "Laptop" });
    await subscribe(ben, { endpoint: newEndpoint(), keys: newKeys(), replaces: endpoint });
    expect(await listOf(ann)).toMatchObject([{ name: "Laptop" }]);
  });

  it("makes room for itself after fifty", async () => {
    const ann = await someone();
    for (let i = 0; i < 52; i++) await subscribe(ann, { endpoint: newEndpoint(), keys: newKeys(), name: `${i}` });
    const names = (await listOf(ann)).map(({ name }) => name);
    expect(names).toHaveLength(50);
    expect(names[0]).toBe("51");
    expect(names.at(-1)).toBe("2");
  });

  it.each([
    "http://fcm.googleapis.com/fcm/send/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com.example.com/x",
    "https://evil.example.com/x",
    "https://push.services.mozilla.com/x",
    "https://127.0.0.1/x",
    "https://user@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\@127.0.0.1/x",
    "javascript:alert(1)",
  ])("is refused at %s", async (endpoint) => {
    const { status, body } = await subscribe(await someone(), { endpoint, keys: newKeys() });
    expect(status).toBe(422);
    expect(body.error.details?.[0]?.path).toBe("endpoint");
  });

  it.each([
    "https://updates.push.services.mozilla.com/wpush/v2/x",
    "https://web.push.apple.com/QGu",
    "https://db5p.notify.windows.com/w/?token=x",
  ])("is taken at %s", async (endpoint) => {
    expect((await subscribe(await someone(), { endpoint, keys: newKeys() })).status).toBe(201);
  });

  it.each([
    ["no point of the curve", { p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url") }],
    ["a short key", { p256dh: "BAAA" }],
    ["a short secret", { auth: Buffer.alloc(15).toString("base64url") }],
    ["standard base64", { auth: "+/+/+/+/+/+/+/+/+/+/+w" }],
  ])("is refused with %s", async (_, wrong) => {
    const { status } = await subscribe(await someone(), { endpoint: newEndpoint(), keys: { ...newKeys(), ...wrong } });
    expect(status).toBe(422);
  });

  it("is told when there are no keys here", async () => {
    env().WEB_PUSH_VAPID_PUBLIC_KEY = undefined;
    const ann = await someone();
    for (const answer of [
      await subscribe(ann, { endpoint: newEndpoint(), keys: newKeys() }),
      await ask(ann, `GET /api/workspaces/${ann.workspaceSlug}/notifications/web-push/key`),
    ]) {
      expect(answer.status).toBe(503);
      expect(answer.body.error.code).toBe("push_not_configured");
    }
  });
});

it("a test says in words that it was refused, and tells nobody else's device anything", async () => {
  const [ann, ben] = [await someone(), await someone()];
  const { body } = await subscribe(ann, { endpoint: newEndpoint(), keys: newKeys() });
  await db()
    .update(devices)
    .set({ address: "https://push.invalid/x" })
    .where(eq(devices.id, String(body.id)));
  const answer = await ask(ann, `POST /api/me/devices/${body.id}/test`, {});
  expect(answer.body).toEqual({ success: false, message: expect.stringContaining("Only these hosts are called") });
  expect((await ask(ben, `POST /api/me/devices/${body.id}/test`, {})).status).toBe(404);
});

it("a receipt marks its delivery delivered, and no other can be made up", async () => {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await subscribe(ann, { endpoint: newEndpoint(), keys: newKeys() });
  await notify(team.producer, { type: "test", title: "Hello", recipients: { users: [ann.userId] } });
  const { rows } = await db().execute<{ id: string }>(sql`
    UPDATE deliveries SET state = 'sent' WHERE user_id = ${ann.userId} AND channel = 'web_push' RETURNING id`);
  const id = String(rows[0]?.id);
  const say = (receipt: string) =>
    callApi("POST /api/deliveries/acknowledge", {
      body: { receipt },
      headers: { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
    });
  const forged = `${id}.${"0".repeat(32)}`;
  for (const wrong of ["", id, forged, `${crypto.randomUUID()}.${receiptFor(id).split(".")[1]}`]) {
    expect((await say(wrong)).status).toBe(404);
  }
  const stateOf = async () => (await db().execute(sql`SELECT state FROM deliveries WHERE id = ${id}`)).rows[0]?.state;
  expect(await stateOf()).toBe("sent");
  for (const _ of ["once", "twice"]) expect((await say(receiptFor(id))).status).toBe(200);
  expect(await stateOf()).toBe("delivered");
});

describe("a browser that is signed out", () => {
  const anotherSession = async (who: Person) => ({ ...who, sessionId: await openSession(who.userId, {}) });

  it("shows nothing more, whoever signed it out, and the others stay", async () => {
    const here = await someone();
    const [there, elsewhere] = [await anotherSession(here), await anotherSession(here)];
    for (const [who, name] of [
      [here, "Here"],
      [there, "Stolen"],
      [elsewhere, "Forgotten"],
    ] as const) {
      await subscribe(who, { endpoint: newEndpoint(), keys: newKeys(), name });
    }
    await ask(here, `DELETE /api/me/sessions/${there.sessionId}`);
    expect((await listOf(here)).map(({ name }) => name)).toEqual(["Forgotten", "Here"]);
    await ask(here, "DELETE /api/me/sessions");
    expect(await listOf(here)).toMatchObject([{ name: "Here" }]);
    await revokeSession(here.sessionId);
    expect(await db().select().from(devices).where(eq(devices.userId, here.userId))).toEqual([]);
  });

  it("goes on when its person signs in anew, and ends when somebody else does", async () => {
    const [ann, ben] = [await someone(), await someone()];
    const signIn = async (browser: Person, userId: string) => {
      const request = new Request("http://localhost:3000/", { headers: { cookie: await cookieFor(browser) } });
      return { ...browser, userId, sessionId: await startSession(request, userId) };
    };
    await subscribe(ann, { endpoint: newEndpoint(), keys: newKeys(), name: "Laptop" });
    const again = await signIn(ann, ann.userId);
    expect(await listOf(again)).toMatchObject([{ name: "Laptop" }]);
    await signIn(again, ben.userId);
    expect(await db().select().from(devices).where(eq(devices.userId, ann.userId))).toEqual([]);
  });
});
