import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import type { UserActor } from "@/lib/auth/actor";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { runs } from "@/tests/runs";
import { notify } from "../events/notify";
import {
  deleteNotification,
  markAllRead,
  markSeen,
  restoreNotifications,
  updateNotification,
  updateNotifications,
} from "./edits";
import { getUnreadCount } from "./list";
import { returnSnoozed } from "./snoozes";

useDatabase();

const KINDS = [
  ...["tell", "read", "unread", "readAll", "readSubject", "archive", "unarchive", "archiveSubject"],
  ...["snooze", "unsnooze", "return", "delete", "restore", "seen", "archiveAndRead"],
] as const;
const operation = fc.record({ kind: fc.constantFrom(...KINDS), index: fc.nat(20) });

it("the counter equals a recount after any operations at the same time, and one subject is never in two groups", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operation, { maxLength: 6 }), { maxLength: 6 }), async (waves) => {
      const { ann, tell } = await makeInbox();
      for (const wave of waves) {
        const ids = await everyId(ann);
        await Promise.all(wave.map(({ kind, index }) => perform(kind, ids[index % ids.length] ?? "", ann, tell)));
        const { count, seq } = await getUnreadCount(ann);
        expect(await recount(ann)).toEqual({
          count,
          seq,
          adrift: 0,
          miscounted: 0,
          groups: expect.toSatisfy((n) => n <= 1),
        });
      }
    }),
    { numRuns: runs(40) },
  );
}, 60_000);

it("takes one number per change, and none where nothing changes", async () => {
  const { ann } = await makeInbox();
  const ids = await everyId(ann);
  const before = await getUnreadCount(ann);
  const archived = await updateNotifications(ann, { ids, archived: true });
  expect(archived).toMatchObject({ count: before.count - 3, seq: before.seq + 1 });
  expect(archived.changed).toHaveLength(3);
  expect(await updateNotifications(ann, { ids, archived: true })).toEqual({ count: 0, seq: archived.seq, changed: [] });
});

async function makeInbox() {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const tell = () =>
    notify(team.producer, { type: "test", title: "Hello", subject, recipients: { users: [ann.userId] } });
  for (let n = 0; n < 3; n++) await tell();
  return { ann, tell };
}

const subject = { kind: "ticket", id: "1" };

async function perform(kind: (typeof KINDS)[number], id: string, ann: UserActor, tell: () => Promise<unknown>) {
  const until = new Date(Date.now() + 60_000).toISOString();
  const quietly = (work: Promise<unknown>) => work.catch((error) => expect(error).toMatchObject({ code: "not_found" }));
  switch (kind) {
    case "tell":
      return tell();
    case "read":
    case "unread":
      return quietly(updateNotification(ann, { id, read: kind === "read" }));
    case "readAll":
      return markAllRead(ann, {});
    case "readSubject":
      return updateNotifications(ann, { subject, read: true });
    case "archive":
    case "unarchive":
      return updateNotifications(ann, { ids: [id], archived: kind === "archive" });
    case "archiveAndRead":
      return updateNotifications(ann, { ids: [id], archived: true, read: true });
    case "archiveSubject":
      return updateNotifications(ann, { subject, archived: true });
    case "snooze":
      return quietly(updateNotification(ann, { id, snoozedUntil: until }));
    case "unsnooze":
      return quietly(updateNotification(ann, { id, snoozedUntil: null }));
    case "return":
      await db().execute(
        sql`UPDATE notifications SET snoozed_until = clock_timestamp() WHERE snoozed_until IS NOT NULL`,
      );
      return returnSnoozed();
    case "delete":
      return quietly(deleteNotification(ann, { id }));
    case "restore":
      return restoreNotifications(ann, { ids: [id] });
    case "seen":
      return markSeen(ann, { before: until });
  }
}

async function everyId(ann: UserActor): Promise<string[]> {
  const { rows } = await db().execute<{ id: string }>(
    sql`SELECT id FROM notifications WHERE user_id = ${ann.userId} ORDER BY id`,
  );
  return rows.map((row) => row.id);
}

/** Counted anew: unread rows, the highest number given, rows whose group is closed though they are there, groups with wrong numbers, open groups. */
async function recount({ userId }: UserActor) {
  const { rows } = await db().execute<{
    count: number;
    seq: number;
    adrift: number;
    miscounted: number;
    groups: number;
  }>(sql`
    SELECT (count(*) FILTER (WHERE n.read_at IS NULL AND n.archived_at IS NULL AND n.deleted_at IS NULL
        AND n.snoozed_until IS NULL))::int AS count, max(n.seq)::int AS seq,
      (count(*) FILTER (WHERE n.archived_at IS NULL AND n.deleted_at IS NULL AND g.closed_at IS NOT NULL))::int AS adrift,
      (SELECT count(*)::int FROM notification_groups WHERE user_id = ${userId} AND closed_at IS NULL) AS groups,
      (SELECT count(*)::int FROM notification_groups g WHERE user_id = ${userId} AND (g.count, g.unread) <> (
        SELECT count(*), count(*) FILTER (WHERE m.read_at IS NULL) FROM notifications m WHERE m.group_id = g.id
          AND m.archived_at IS NULL AND m.deleted_at IS NULL AND m.snoozed_until IS NULL)) AS miscounted
    FROM notifications n LEFT JOIN notification_groups g ON g.id = n.group_id
    WHERE n.user_id = ${userId} AND n.in_inbox`);
  return rows[0];
}
