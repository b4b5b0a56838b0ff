import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { members } from "@/db/schema/workspaces";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { deleteNotification, restoreNotifications, updateNotification, updateNotifications } from "./edits";
import { getUnreadCount, listNotifications } from "./list";
import { returnSnoozed } from "./snoozes";

useDatabase();

const until = () => new Date(Date.now() + 3_600_000).toISOString();
const passTime = () => db().execute(sql`UPDATE notifications SET snoozed_until = snoozed_until - interval '2 hours'`);

async function makeInbox() {
  // What is due is looked for among everybody's.
  await db().execute(sql`DELETE FROM notifications`);
  const team = await makeTeam();
  const ann = await makePerson(team);
  for (const title of ["first", "second", "third"]) {
    await notify(team.producer, { type: "test", title, recipients: { users: [ann.userId] } });
  }
  const rows = async () => (await listNotifications(ann, { limit: 10 })).notifications;
  const titles = async () => (await rows()).map((row) => row.title);
  const id = (await rows()).at(-1)?.id ?? "";
  return { team, ann, rows, titles, id };
}

describe("a snooze", () => {
  it("that is over brings the row back on top, as unread, by a change like any other", async () => {
    const { ann, rows, titles, id } = await makeInbox();
    await updateNotification(ann, { id, read: true, snoozedUntil: until() });
    expect(await titles()).toEqual(["third", "second"]);
    expect((await returnSnoozed()).returned).toBe(0);
    const before = await getUnreadCount(ann);
    await passTime();
    expect(await titles()).toEqual(["third", "second"]);
    expect((await returnSnoozed()).returned).toBe(1);
    expect(await titles()).toEqual(["first", "third", "second"]);
    expect(await getUnreadCount(ann)).toEqual({ count: before.count + 1, seq: before.seq + 1 });
    const [row] = await rows();
    expect(row).toMatchObject({ isRead: false, snoozedUntil: null });
    expect(Date.parse(row?.listedAt ?? "")).toBeGreaterThan(Date.parse(row?.createdAt ?? ""));
    expect((await returnSnoozed()).returned).toBe(0);
  });

  it("taken back by hand leaves the row as and where it was", async () => {
    const { ann, titles, id } = await makeInbox();
    await updateNotification(ann, { id, read: true });
    await updateNotification(ann, { id, snoozedUntil: until() });
    expect(await updateNotification(ann, { id, snoozedUntil: null })).toMatchObject({
      count: 2,
      notification: { isRead: true },
    });
    expect(await titles()).toEqual(["third", "second", "first"]);
  });

  it("and the archive end each other", async () => {
    const { ann, id } = await makeInbox();
    await updateNotification(ann, { id, snoozedUntil: until() });
    const archived = await updateNotification(ann, { id, archived: true });
    expect(archived.notification).toMatchObject({ snoozedUntil: null, archivedAt: expect.any(String) });
    const snoozed = await updateNotification(ann, { id, snoozedUntil: until() });
    expect(snoozed.notification).toMatchObject({ snoozedUntil: expect.any(String), archivedAt: null });
  });

  it("of a deleted row waits until that is restored", async () => {
    const { ann, titles, id } = await makeInbox();
    await updateNotification(ann, { id, snoozedUntil: until() });
    await deleteNotification(ann, { id });
    await passTime();
    expect((await returnSnoozed()).returned).toBe(0);
    await restoreNotifications(ann, { ids: [id] });
    expect((await returnSnoozed()).returned).toBe(1);
    expect((await titles())[0]).toBe("first");
  });

  it("of somebody who has left waits until they are back", async () => {
    const { ann, team, id, titles } = await makeInbox();
    await updateNotification(ann, { id, snoozedUntil: until() });
    await passTime();
    const membership = { workspaceId: team.workspaceId, userId: ann.userId };
    await db().delete(members).where(eq(members.userId, ann.userId));
    expect(await returnSnoozed()).toEqual({ returned: 0, nextDueAt: null });
    await db()
      .insert(members)
      .values({ ...membership, role: "member" });
    expect((await returnSnoozed()).returned).toBe(1);
    expect((await titles())[0]).toBe("first");
  });

  it("returns once, for everybody, when two look after it at the same time", async () => {
    const { ann, id, team } = await makeInbox();
    const bob = await makePerson(team);
    await notify(team.producer, { type: "test", title: "for Bob", recipients: { users: [bob.userId] } });
    const [own] = (await listNotifications(bob, { limit: 1 })).notifications;
    await updateNotifications(ann, { ids: [id], snoozedUntil: until() });
    await updateNotifications(bob, { ids: [own?.id ?? ""], snoozedUntil: until() });
    await passTime();
    const runs = await Promise.all([returnSnoozed(), returnSnoozed()]);
    expect(runs.map((run) => run.returned).reduce((a, b) => a + b)).toBe(2);
    expect([(await getUnreadCount(ann)).count, (await getUnreadCount(bob)).count]).toEqual([3, 1]);
  });

  it("says when the next one is over", async () => {
    const { ann, id } = await makeInbox();
    const at = until();
    await updateNotification(ann, { id, snoozedUntil: at });
    expect((await returnSnoozed()).nextDueAt?.toISOString()).toBe(at);
  });
});
