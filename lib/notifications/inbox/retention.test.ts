import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { runs } from "@/tests/runs";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";
import { pollNotifications } from "./changes";
import { updateNotifications } from "./edits";
import { getUnreadCount, listNotifications } from "./list";
import { retainNotifications } from "./retention";

useDatabase();

async function makeInbox(events: number) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  for (let n = 0; n < events; n++) {
    const subject = n % 2 === 0 ? { kind: "ticket", id: String(n % 4) } : undefined;
    await notify(team.producer, { type: "test", title: `${n}`, subject, recipients: { users: [ann.userId] } });
  }
  const { rows } = await db().execute<{ id: string }>(
    sql`SELECT id FROM notifications WHERE user_id = ${ann.userId} ORDER BY id`,
  );
  return { team, ann, ids: rows.map(({ id }) => id) };
}

const age = (column: "read_at" | "deleted_at", ids: string[], days: number) =>
  db().execute(sql`
    UPDATE notifications SET ${sql.raw(column)} = clock_timestamp() - make_interval(days => ${days})
    WHERE id = ANY(${sql.param(ids)}::uuid[]) AND ${sql.raw(column)} IS NOT NULL`);

it("takes what was read more than 30 days ago out of the inbox, tells open pages, and leaves the rest", async () => {
  const { ann, ids } = await makeInbox(4);
  const [old = "", recent = ""] = ids;
  await updateNotifications(ann, { ids: [old, recent], read: true });
  await age("read_at", [old], 31);
  await age("read_at", [recent], 29);
  const before = await getUnreadCount(ann);
  expect(await retainNotifications()).toEqual({ deleted: 1, removed: 0, hasMore: false });
  const { notifications, unreadCount, seq } = await listNotifications(ann, { limit: 10 });
  expect(notifications.map(({ id }) => id).sort()).toEqual(ids.slice(1));
  expect(unreadCount).toBe(before.count);
  expect(seq).toBe(before.seq + 1);
  expect((await pollNotifications(ann, { since: before.seq })).removed).toEqual([old]);
  expect(await retainNotifications()).toEqual({ deleted: 0, removed: 0, hasMore: false });
});

it("removes what was deleted more than 90 days ago, with its deliveries, but keeps the log", async () => {
  const { team, ann, ids } = await makeInbox(3);
  const [old = "", recent = "", busy = ""] = ids;
  await updateNotifications(ann, { ids, deleted: true });
  await age("deleted_at", [old, busy], 91);
  await age("deleted_at", [recent], 89);
  await db().execute(sql`UPDATE deliveries SET state = 'sending' WHERE notification_id = ${busy}`);
  expect(await retainNotifications()).toEqual({ deleted: 0, removed: 1, hasMore: false });
  const { rows } = await db().execute(sql`
    SELECT (SELECT array_agg(id ORDER BY id) FROM notifications WHERE user_id = ${ann.userId}) AS kept,
      (SELECT count(*)::int FROM deliveries WHERE notification_id = ${old}) AS deliveries,
      (SELECT count(*)::int FROM activities WHERE workspace_id = ${team.workspaceId}) AS activities`);
  expect(rows).toEqual([{ kept: [recent, busy], deliveries: 0, activities: 3 }]);
  await drainDeliveries(team.workspaceId, "email");
});

it("works off what is much in batches, and says when its time is over", async () => {
  const { ann, ids } = await makeInbox(6);
  await updateNotifications(ann, { ids, read: true });
  await age("read_at", ids, 400);
  expect(await retainNotifications(0)).toMatchObject({ deleted: 6, hasMore: true });
  expect(await retainNotifications()).toMatchObject({ deleted: 0, hasMore: false });
});

it("keeps counts and groups exact while the person goes on, whatever the ages", async () => {
  const row = fc.record({ readDays: fc.constantFrom(null, 1, 29, 31, 200), unreads: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 8 }), async (rows) => {
      const { ann, ids } = await makeInbox(rows.length);
      for (const [index, { readDays }] of rows.entries()) {
        const id = ids[index] ?? "";
        if (readDays === null) continue;
        await updateNotifications(ann, { ids: [id], read: true });
        await age("read_at", [id], readDays);
      }
      const again = ids.filter((_, index) => rows[index]?.unreads);
      await Promise.all([
        retainNotifications(),
        updateNotifications(ann, { ids: again, read: false }),
        retainNotifications(),
      ]);
      const counted = await db().execute(sql`
        SELECT (SELECT unread FROM inbox_counters WHERE user_id = ${ann.userId}) AS unread,
          (SELECT count(*)::int FROM notification_groups g WHERE user_id = ${ann.userId} AND (g.count, g.unread) <> (
            SELECT count(*), count(*) FILTER (WHERE m.read_at IS NULL) FROM notifications m
            WHERE m.group_id = g.id AND m.archived_at IS NULL AND m.deleted_at IS NULL)) AS miscounted,
          count(*) FILTER (WHERE read_at IS NULL AND deleted_at IS NULL)::int AS recounted,
          count(*) FILTER (WHERE deleted_at IS NULL AND read_at < clock_timestamp() - interval '30 days')::int AS left
        FROM notifications WHERE user_id = ${ann.userId}`);
      const [row] = counted.rows;
      expect(row).toMatchObject({ miscounted: 0, left: 0, unread: row?.recounted });
    }),
    { numRuns: runs(25) },
  );
});
