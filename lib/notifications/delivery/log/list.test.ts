import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { makeCrowd } from "@/tests/crowd";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { drainDeliveries } from "../drain";
import { maskAddress, withoutAddress } from "./address-mask";
import { deliveryDetailSchema, deliveryPageSchema } from "./contract";

useDatabase();

const provider = useResendServer();

beforeEach(async () => {
  await db().execute(sql`DELETE FROM credential_pauses`);
});

/** A team whose member was told something, and its admin's way to the log. */
async function tellOne() {
  const team = await makeTeam();
  const [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
  const { eventId } = await notify(team.producer, {
    type: "test",
    title: "A private word",
    recipients: { users: [ann.userId] },
  });
  const cookie = await cookieFor(admin);
  const at = `/api/workspaces/${team.slug}/deliveries`;
  const call = (operation: string, body?: unknown) => callApi(operation.replace("@", at), { cookie, body });
  const list = async (query = "channel=email") => deliveryPageSchema.parse((await call(`GET @?${query}`)).body);
  const [first] = (await list()).deliveries;
  if (!first) throw new Error("Nothing in the log.");
  const get = async () => deliveryDetailSchema.parse((await call(`GET @/${first.id}`)).body);
  const drain = () => drainDeliveries(team.workspaceId, "email");
  return { team, admin, ann, eventId, call, list, get, drain, id: first.id };
}

/** Lets every try fail until it is exhausted. */
async function exhaust({ drain }: Awaited<ReturnType<typeof tellOne>>) {
  provider.behave(({ to }) => ({ status: 500, message: `cannot reach ${to}` }));
  for (let i = 0; i < 4; i++) {
    await drain();
    await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() WHERE state = 'retrying'`);
    await db().execute(sql`DELETE FROM credential_pauses`);
  }
}

describe("the delivery log", () => {
  it("shows who gets what by which channel, with each try, but neither address nor words", async () => {
    const one = await tellOne();
    await exhaust(one);
    const delivery = await one.get();
    expect(delivery).toMatchObject({
      channel: "email",
      state: "exhausted",
      label: "Test notification",
      person: { id: one.ann.userId },
      destination: null,
      address: `${one.ann.email[0]}…@example.com`,
      attempts: 4,
      nextAttemptAt: null,
      canRetry: true,
    });
    expect(delivery.timeline.map(({ number, outcome, statusCode }) => [number, outcome, statusCode])).toEqual(
      [1, 2, 3, 4].map((number) => [number, "retry", 500]),
    );
    const notified = JSON.stringify([delivery, await one.list()]);
    expect(notified).toContain("cannot reach");
    expect(notified).not.toContain(one.ann.email);
    expect(notified).not.toContain("private word");
  });

  it("says when the next try is: with the retry, and not before its provider is left alone", async () => {
    const one = await tellOne();
    provider.behave(() => ({ status: 429, headers: { "retry-after": "600" } }));
    await one.drain();
    const another = await notify(one.team.producer, {
      type: "test",
      title: "Later",
      recipients: { users: [one.ann.userId] },
    });
    expect(another.deliveries).toBeGreaterThan(0);
    const { deliveries } = await one.list("channel=email&state=pending,retrying");
    expect(deliveries).toHaveLength(2);
    for (const { nextAttemptAt } of deliveries) {
      expect(Date.parse(nextAttemptAt ?? "")).toBeGreaterThan(Date.now() + 590_000);
    }
    expect(deliveries[0]).toMatchObject({ state: "pending", reason: "its provider is left alone for a while" });
  });

  it("is narrowed by state, channel, type, person and days, page by page", async () => {
    const team = await makeTeam();
    const admin = await makePerson(team, "admin");
    await makeCrowd(team, 5);
    await notify(team.producer, { type: "test", title: "All", recipients: { everyone: true } });
    await notify(team.producer, { type: "issue.digest", title: "Digest", recipients: { users: [admin.userId] } });
    const cookie = await cookieFor(admin);
    const list = async (query: string) => {
      const { body } = await callApi(`GET /api/workspaces/${team.slug}/deliveries?channel=email&${query}`, { cookie });
      return deliveryPageSchema.parse(body);
    };
    expect((await list("type=test")).deliveries).toHaveLength(6);
    expect((await list(`type=test&person=${admin.userId}`)).deliveries).toHaveLength(1);
    expect((await list("type=issue.digest")).deliveries).toHaveLength(1);
    expect((await list("state=sent")).deliveries).toHaveLength(0);
    expect((await list("to=2020-01-01T00:00:00.000Z")).deliveries).toHaveLength(0);
    expect((await list("from=2020-01-01T00:00:00.000Z")).deliveries).toHaveLength(7);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(`limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
    const { nextCursor } = await list("limit=1");
    const elsewhere = `GET /api/workspaces/${team.slug}/deliveries?cursor=${encodeURIComponent(nextCursor ?? "")}`;
    expect((await callApi(elsewhere, { cookie })).status).toBe(400);
  });

  it("knows nothing of another workspace's", async () => {
    const [one, other] = [await tellOne(), await tellOne()];
    expect((await one.call(`GET @/${other.id}`)).status).toBe(404);
    expect((await one.call(`POST @/${other.id}/retry`)).status).toBe(404);
  });
});

describe("sending again", () => {
  it("gives a dead letter new tries under its old key, goes on counting, and is in the activity log", async () => {
    const one = await tellOne();
    await exhaust(one);
    provider.behave(() => "accept");
    expect(await one.call(`POST @/${one.id}/retry`)).toMatchObject({ status: 200, body: { state: "pending" } });
    expect((await one.call(`POST @/${one.id}/retry`)).status).toBe(409);
    expect((await one.drain()).sent).toBe(1);
    const { state, attempts, timeline, canRetry } = await one.get();
    expect({ state, attempts, canRetry }).toEqual({ state: "sent", attempts: 5, canRetry: false });
    expect(timeline.map(({ outcome }) => outcome)).toEqual(["retry", "retry", "retry", "retry", "sent"]);
    expect(provider.mails).toHaveLength(1);
    const { rows } = await db().execute(sql`
      SELECT title, actor_id FROM activities WHERE type = 'delivery.retried' AND subject_id = ${one.id}`);
    expect(rows).toEqual([{ title: "Email sent again", actor_id: one.admin.userId }]);
  });

  it("waits 30 s first again when that fails, too", async () => {
    const one = await tellOne();
    await exhaust(one);
    await one.call(`POST @/${one.id}/retry`);
    await one.drain();
    const { state, attempts, maxAttempts, nextAttemptAt } = await one.get();
    expect({ state, attempts, maxAttempts }).toEqual({ state: "retrying", attempts: 5, maxAttempts: 8 });
    expect(Date.parse(nextAttemptAt ?? "") - Date.now()).toBeLessThan(40_000);
  });

  it.each([
    ["sent", "It has arrived already."],
    ["delivered", "It has arrived already."],
    ["retrying", "It is on its way already."],
    ["unknown", "It may have arrived, and sending it again could make it two."],
    ["cancelled", "It was cancelled because there was no need for it any more."],
  ])("is refused for what is %s", async (state, message) => {
    const one = await tellOne();
    await db().execute(sql`UPDATE deliveries SET state = ${state} WHERE id = ${one.id}`);
    expect(await one.call(`POST @/${one.id}/retry`)).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", message } },
    });
  });

  it("is refused when the person has left, alone and among others", async () => {
    const one = await tellOne();
    await exhaust(one);
    await db().execute(sql`DELETE FROM members WHERE user_id = ${one.ann.userId}`);
    expect((await one.get()).canRetry).toBe(false);
    const { status, body } = await one.call(`POST @/${one.id}/retry`);
    expect([status, body.error.message]).toEqual([409, expect.stringContaining("the person has left")]);
    expect((await one.call("POST @/retry", {})).body).toEqual({ retried: 0, hasMore: false });
  });

  it("of all dead letters takes those that fit the filter", async () => {
    const team = await makeTeam();
    const admin = await makePerson(team, "admin");
    await makeCrowd(team, 9);
    await notify(team.producer, { type: "test", title: "All", recipients: { everyone: true } });
    const dead = sql`UPDATE deliveries SET state = 'failed' WHERE workspace_id = ${team.workspaceId} AND channel = 'email'`;
    await db().execute(dead);
    const cookie = await cookieFor(admin);
    const retry = async (body: object) =>
      (await callApi(`POST /api/workspaces/${team.slug}/deliveries/retry`, { cookie, body })).body;
    expect(await retry({ state: ["exhausted"] })).toEqual({ retried: 0, hasMore: false });
    expect(await retry({ person: admin.userId })).toEqual({ retried: 1, hasMore: false });
    expect(await retry({ type: ["test"], channel: ["email"] })).toEqual({ retried: 9, hasMore: false });
    expect((await drainDeliveries(team.workspaceId, "email")).sent).toBe(10);
  });
});

it("an address is masked by what it is", () => {
  const token = "a".repeat(64);
  expect(
    [
      "mia@north.test",
      "+491701234567",
      "https://fcm.googleapis.com/fcm/send/abc:secret",
      "https://hooks.slack.com/services/T0/B0/secret",
      token,
      "C0123",
      "",
    ].map(maskAddress),
  ).toEqual(["m…@north.test", "+49…67", "fcm.googleapis.com", "hooks.slack.com", "…aaaa", "…", ""]);
  expect(
    withoutAddress("550 mia@north.test: see https://hooks.slack.com/services/T0/B0/secret", "mia@north.test"),
  ).toBe("550 m…@north.test: see hooks.slack.com");
});
