import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { afterCommit, transact } from "@/db/transaction";
import type { Actor, UserActor } from "@/lib/auth/actor";
import type { Input } from "@/lib/http/endpoint";
import { announceInboxes } from "./announce";
import type { Count, markAllRead, markRead, Notification, updateNotification } from "./contract";
import { asUser, getOne, readCounter } from "./inbox";

/** Marks these of my notifications read; ids that are not mine or read already are left alone. */
export function markNotificationsRead(
  actor: Actor,
  { ids }: Input<typeof markRead>,
): Promise<Count & { changed: string[] }> {
  return change(asUser(actor), true, sql`AND id = ANY(${sql.param(ids)}::uuid[])`);
}

/** Marks all my notifications read, or those that came up to and including `before`. */
export async function markEverythingRead(actor: Actor, { before }: Input<typeof markAllRead>): Promise<Count> {
  const { changed: _, ...count } = await change(
    asUser(actor),
    true,
    // Moments are told to the millisecond and kept to the microsecond.
    before ? sql`AND date_trunc('milliseconds', created_at) <= ${before}::timestamptz` : sql``,
  );
  return count;
}

/** Marks one of my notifications read or unread. Error: 404. */
export async function setRead(
  actor: Actor,
  { id, read }: Input<typeof updateNotification>,
): Promise<Count & { notification: Notification }> {
  const user = asUser(actor);
  await getOne(user, { id });
  const { changed: _, ...count } = await change(user, read, sql`AND id = ${id}::uuid`);
  return { ...count, notification: await getOne(user, { id }) };
}

/**
 * The one way read state changes: the counter first (its lock orders everything), then the rows, then what still waits
 * to be sent for them, which is not needed any more. Tells the person's other tabs and devices after the commit.
 */
function change(user: UserActor, toRead: boolean, which: SQL): Promise<Count & { changed: string[] }> {
  return transact(async (tx) => {
    const seq = await nextSeq(tx, user);
    const { rows } = await tx.execute<{ id: string }>(sql`
      UPDATE notifications SET read_at = ${toRead ? sql`clock_timestamp()` : sql`NULL`}, seq = ${seq}
      WHERE user_id = ${user.userId} AND workspace_id = ${user.workspaceId} AND in_inbox
        AND read_at IS ${toRead ? sql`NULL` : sql`NOT NULL`} ${which}
      RETURNING id`);
    const changed = rows.map((row) => row.id);
    if (changed.length === 0) return { ...(await readCounter(user, tx)), changed };
    const { rows: counters } = await tx.execute<{ unread: number }>(sql`
      UPDATE inbox_counters SET unread = unread + ${toRead ? -changed.length : changed.length}, seq = ${seq}
      WHERE user_id = ${user.userId} AND workspace_id = ${user.workspaceId} RETURNING unread`);
    if (toRead) await cancelWaiting(tx, changed);
    afterCommit(tx, () => announceInboxes(user.workspaceId, [{ userId: user.userId, seq }]));
    return { count: counters[0]?.unread ?? 0, seq, changed };
  });
}

/** Locks the person's counter and answers the sequence the change will have; nothing is bumped when nothing changes. */
async function nextSeq(tx: Database, user: UserActor): Promise<number> {
  const { rows } = await tx.execute<{ seq: string }>(sql`
    SELECT seq FROM inbox_counters WHERE user_id = ${user.userId} AND workspace_id = ${user.workspaceId} FOR UPDATE`);
  return Number(rows[0]?.seq ?? 0) + 1;
}

/** What was read needs no mail any more; a mail that is on its way already is left to arrive. */
async function cancelWaiting(tx: Database, notificationIds: string[]): Promise<void> {
  await tx.execute(sql`
    UPDATE deliveries SET state = 'cancelled', reason = 'read before it was sent'
    WHERE id IN (SELECT id FROM deliveries WHERE notification_id = ANY(${sql.param(notificationIds)}::uuid[])
      AND state IN ('pending', 'retrying') ORDER BY id FOR UPDATE)`);
}
