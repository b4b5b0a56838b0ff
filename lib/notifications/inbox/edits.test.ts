import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { belfryIn, cookieFor, makePerson, makeTeam } from "@/tests/people";
import { notify, notifyAll } from "../events/notify";
import { markAllRead, markRead, updateNotification } from "./edits";
import { getUnreadCount, listNotifications } from "./list";
import { getTrace } from "./trace";

useDatabase();

async function inboxOf(size: number) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const tell = (n: number) =>
    notify(team.producer, { type: "test", title: `No. ${n}`, recipients: { users: [ann.userId] } });
  for (let n = 0; n < size; n++) await tell(n);
  const ids = (await listNotifications(ann, { limit: 100 })).notifications.map((row) => row.id);
  return { team, ann, tell, ids };
}

describe("reading", () => {
  it("counts down by what it changed, and bumps the sequence once", async () => {
    const { ann, ids } = await inboxOf(3);
    const before = await getUnreadCount(ann);
    const after = await markRead(ann, { ids: ids.slice(0, 2) });
    expect(after).toMatchObject({ count: 1, seq: before.seq + 1 });
    expect(new Set(after.changed)).toEqual(new Set(ids.slice(0, 2)));
    expect(await markRead(ann, { ids: ids.slice(0, 2) })).toMatchObject({
      count: 1,
      seq: after.seq,
      changed: [],
    });
  });

  it("leaves other people's rows alone, and answers 404 for one of them", async () => {
    const { team, ids, ann } = await inboxOf(1);
    const bob = await makePerson(team);
    expect(await markRead(bob, { ids })).toMatchObject({ changed: [] });
    await expect(updateNotification(bob, { id: ids[0] ?? "", read: true })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(getTrace(bob, { id: ids[0] ?? "" })).rejects.toMatchObject({ code: "not_found" });
    expect((await getUnreadCount(ann)).count).toBe(1);
  });

  it("can be undone", async () => {
    const { ann, ids } = await inboxOf(1);
    const id = ids[0] ?? "";
    expect(await updateNotification(ann, { id, read: true })).toMatchObject({
      count: 0,
      notification: { isRead: true },
    });
    expect(await updateNotification(ann, { id, read: false })).toMatchObject({
      count: 1,
      notification: { isRead: false, readAt: null },
    });
  });

  it("up to a moment leaves what came later", async () => {
    const { ann, tell } = await inboxOf(2);
    const newest = (await listNotifications(ann, { limit: 1 })).notifications[0];
    await new Promise((resolve) => setTimeout(resolve, 5));
    await tell(3);
    expect(await markAllRead(ann, { before: newest?.createdAt })).toMatchObject({ count: 1 });
  });

  it("survives twenty tabs reading the same row", async () => {
    const { ann, ids } = await inboxOf(2);
    await Promise.all(Array.from({ length: 20 }, () => markRead(ann, { ids: ids.slice(0, 1) })));
    expect((await getUnreadCount(ann)).count).toBe(1);
  });
});

describe("pages", () => {
  it("show every row once, newest first, and refuse a cursor with a changed byte", async () => {
    const { ann, ids } = await inboxOf(7);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listNotifications(ann, { limit: 3, cursor });
      seen.push(...page.notifications.map((row) => row.id));
      if (page.nextCursor) {
        const changed = `${page.nextCursor.startsWith("A") ? "B" : "A"}${page.nextCursor.slice(1)}`;
        await expect(listNotifications(ann, { limit: 3, cursor: changed })).rejects.toMatchObject({
          code: "malformed",
        });
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it("refuse another list's cursor", async () => {
    const { ann } = await inboxOf(2);
    const { nextCursor } = await listNotifications(ann, { limit: 1 });
    await expect(listNotifications(ann, { limit: 1, unread: "true", cursor: nextCursor ?? "" })).rejects.toMatchObject({
      code: "malformed",
    });
  });
});

describe("editing through the API", () => {
  async function makeTab(size: number) {
    const made = await inboxOf(size);
    const cookie = await cookieFor(made.ann);
    const path = `/api/workspaces/${made.team.slug}/notifications`;
    const ask = (operation: string, body?: unknown, as = cookie) => {
      const [method, more = ""] = operation.split(" ");
      return callApi(`${method} ${path}${more}`, { cookie: as, body });
    };
    return { ...made, ask };
  }
  const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();
  const DAY = 86_400_000;

  it("archives, snoozes, deletes and restores, and says what the count is now", async () => {
    const { ask, ids } = await makeTab(3);
    const [a = "", b = "", c = ""] = ids;
    const archived = await ask(`PATCH /${a}`, { archived: true, read: true });
    expect(archived.body).toMatchObject({ count: 2, notification: { isRead: true, archivedAt: expect.any(String) } });
    expect((await ask(`PATCH /${b}`, { snoozedUntil: ahead(DAY) })).body).toMatchObject({ count: 1 });
    expect((await ask(`DELETE /${c}`)).body).toMatchObject({ count: 0 });
    for (const operation of [`DELETE /${c}`, `PATCH /${c}`]) {
      expect((await ask(operation, operation.startsWith("P") ? { read: true } : undefined)).status).toBe(404);
    }
    expect((await ask("POST /restore", { ids: [c, a] })).body).toMatchObject({ count: 1, changed: [c] });
    expect((await ask(`PATCH /${b}`, { snoozedUntil: null })).body).toMatchObject({ count: 2 });
    expect((await ask("POST /update", { ids, deleted: true })).body).toMatchObject({ count: 0 });
  });

  it("cancels mail that waits for what was archived or deleted, not for what was snoozed", async () => {
    const { ask, ids } = await makeTab(3);
    await ask("POST /update", { ids: [ids[0]], archived: true });
    await ask("POST /update", { ids: [ids[1]], deleted: true });
    await ask("POST /update", { ids: [ids[2]], snoozedUntil: ahead(DAY) });
    const { rows } = await db().execute(sql`
      SELECT state, reason FROM deliveries WHERE notification_id = ANY(${sql.param(ids)}::uuid[])
      ORDER BY array_position(${sql.param(ids)}::uuid[], notification_id)`);
    expect(rows).toEqual([
      { state: "cancelled", reason: "archived before it was sent" },
      { state: "cancelled", reason: "deleted before it was sent" },
      { state: "pending", reason: null },
    ]);
  });

  it("leaves alone what is not mine, not there, or of another workspace", async () => {
    const { ask, ids, team, ann } = await makeTab(2);
    const bob = await cookieFor(await makePerson(team));
    for (const edit of [{ read: true }, { archived: true }, { deleted: true }, { snoozedUntil: ahead(DAY) }]) {
      expect((await ask("POST /update", { ids, ...edit }, bob)).body).toMatchObject({ changed: [] });
    }
    expect((await ask("POST /restore", { ids }, bob)).body).toMatchObject({ changed: [] });
    for (const operation of [`DELETE /${ids[0]}`, `PATCH /${ids[0]}`]) {
      const body = operation.startsWith("P") ? { archived: true } : undefined;
      expect((await ask(operation, body, bob)).status).toBe(404);
    }
    const stranger = await cookieFor(await makePerson(await makeTeam()));
    expect((await ask("POST /update", { ids, read: true }, stranger)).status).toBe(404);
    expect(await getUnreadCount(ann)).toMatchObject({ count: 2, seq: 2 });
  });

  it.each<[number, string, unknown]>([
    [422, "PATCH", {}],
    [400, "PATCH", { read: "yes" }],
    [400, "PATCH", { deleted: true }],
    [422, "PATCH", { snoozedUntil: "tomorrow" }],
    [422, "PATCH", { snoozedUntil: "2020-01-01T00:00:00Z" }],
    [422, "PATCH", { snoozedUntil: "0000-01-01T00:00:00Z" }],
    [422, "PATCH", { snoozedUntil: "9999-12-31T23:59:59Z" }],
    [422, "PATCH", { snoozedUntil: ahead(400 * DAY) }],
    [422, "PATCH", { snoozedUntil: ahead(DAY), archived: true }],
    [422, "POST /update", { read: true }],
    [422, "POST /update", { ids: [], read: true }],
    [422, "POST /update", { ids: ["1"], read: true }],
    [422, "POST /update", { ids: Array(501).fill("00000000-0000-7000-8000-000000000000"), read: true }],
    [422, "POST /update", { subject: { kind: "a", id: "b" } }],
    [
      422,
      "POST /update",
      { subject: { kind: "a", id: "b" }, ids: ["00000000-0000-7000-8000-000000000000"], read: true },
    ],
    [400, "POST /update", { subject: "a", read: true }],
    [422, "POST /mark-read", {}],
    [422, "POST /mark-all-read", { category: "weather" }],
    [422, "POST /mark-seen", { before: "now" }],
    [400, "POST /mark-seen", {}],
  ])("answers %i to %s %j, and changes nothing", async (status, operation, body) => {
    const { ask, ids, ann } = await makeTab(1);
    const answer = await ask(operation === "PATCH" ? `PATCH /${ids[0]}` : operation, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(/\w+.*\.$/);
    expect(await getUnreadCount(ann)).toMatchObject({ count: 1, seq: 1 });
  });

  it("reads by subject, by category, by type, and up to a moment", async () => {
    const { ask, team, ann } = await makeTab(1);
    const recipients = { users: [ann.userId] };
    const subject = { kind: "ticket", id: "1" };
    await notify(team.producer, { type: "test", title: "of the ticket", subject, recipients });
    await notify(belfryIn(team), { type: "chat.message", title: "chat", recipients });
    await notify(belfryIn(team), { type: "mail.assigned", title: "mail", recipients });
    expect((await ask("POST /mark-read", { subject })).body).toMatchObject({ count: 3 });
    expect((await ask("POST /mark-all-read", { category: "chat" })).body).toMatchObject({ count: 2 });
    expect((await ask("POST /mark-all-read", { type: "mail.assigned" })).body).toMatchObject({ count: 1 });
    expect((await ask("POST /mark-all-read", { before: "2020-01-01T00:00:00Z" })).body).toMatchObject({ count: 1 });
    expect((await ask("POST /mark-all-read", {})).body).toMatchObject({ count: 0 });
  });

  it("notes what was shown, once, without a change of the inbox", async () => {
    const { ask, ids, ann } = await makeTab(3);
    const before = ahead(1000);
    expect((await ask("POST /mark-seen", { before: "2020-01-01T00:00:00Z" })).body).toEqual({ seen: 0 });
    expect((await ask("POST /mark-seen", { before })).body).toEqual({ seen: 3 });
    expect((await ask("POST /mark-seen", { before })).body).toEqual({ seen: 0 });
    expect((await ask(`GET /${ids[0]}`)).body).toMatchObject({ seenAt: expect.any(String), isRead: false });
    expect(await getUnreadCount(ann)).toMatchObject({ count: 3, seq: 3 });
  });

  it("keeps every count of 500 unread in agreement while two tabs work through them", async () => {
    const { ask, team, ann } = await makeTab(0);
    const event = { type: "test", title: "One of many", recipients: { users: [ann.userId] } };
    await notifyAll(team.producer, Array(500).fill(event));
    const tab = async (edits: object[]) => {
      for (const edit of edits) {
        const { notifications } = await listNotifications(ann, { limit: 25, unread: "true" });
        await ask("POST /update", { ids: notifications.map((row) => row.id), ...edit });
      }
    };
    const edits = [{ read: true }, { archived: true }, { deleted: true }, { snoozedUntil: ahead(DAY) }];
    await Promise.all([tab(edits), tab(edits.toReversed())]);
    const { count, seq } = await getUnreadCount(ann);
    expect(count).toBeLessThanOrEqual(400);
    let [listed, cursor]: [number, string | undefined] = [0, undefined];
    do {
      const page = await listNotifications(ann, { limit: 100, unread: "true", cursor });
      expect([page.unreadCount, page.seq]).toEqual([count, seq]);
      listed += page.notifications.length;
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(listed).toBe(count);
    expect((await ask("GET /unread-count")).body).toEqual({ count, seq });
    expect((await ask(`GET /poll?since=${seq}`)).body).toMatchObject({ unreadCount: count, seq });
  });
});
