import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { isStopping } from "@/lib/shutdown";
import { changeInbox } from "./change";

/** Rows taken at a time, so that no lock is held for long. */
const BATCH = 500;

export interface Retained {
  /** Read long ago: taken out of inboxes. */
  deleted: number;
  /** Deleted long ago: gone for good, with what was delivered for them. */
  removed: number;
  /** There is more than the time allowed for. */
  hasMore: boolean;
}

/**
 * Deletes what was read more than RETENTION_READ_DAYS ago, by the same change as a person would, so that counts, groups
 * and open pages stay right; and removes what was deleted, by whomever, more than RETENTION_DELETED_DAYS ago. In
 * batches, oldest first, until nothing is left or `budgetMs` has passed. The log of activities is kept.
 */
export async function retainNotifications(budgetMs = 20_000): Promise<Retained> {
  const until = Date.now() + budgetMs;
  const isOver = () => isStopping() || Date.now() >= until;
  const removal = await removeDeleted(isOver);
  const deletion = await deleteRead(isOver);
  return { deleted: deletion.count, removed: removal.count, hasMore: deletion.hasMore || removal.hasMore };
}

interface Pass {
  count: number;
  hasMore: boolean;
}

async function deleteRead(isOver: () => boolean): Promise<Pass> {
  const isOld = sql`n.read_at < clock_timestamp() - make_interval(days => ${env().RETENTION_READ_DAYS})`;
  let count = 0;
  for (;;) {
    const { rows } = await db().execute<{ userId: string; workspaceId: string; ids: string[] }>(sql`
      SELECT user_id AS "userId", workspace_id AS "workspaceId", array_agg(id) AS ids FROM (
        SELECT n.id, n.user_id, n.workspace_id FROM notifications n
        WHERE ${isOld} AND n.read_at IS NOT NULL AND n.deleted_at IS NULL AND n.in_inbox
        ORDER BY n.read_at LIMIT ${BATCH}) old
      GROUP BY user_id, workspace_id ORDER BY user_id, workspace_id`);
    for (const { ids, ...owner } of rows) {
      const which = sql`n.id = ANY(${sql.param(ids)}::uuid[]) AND ${isOld}`;
      count += (await changeInbox(owner, { deleted: true }, which)).changed.length;
    }
    if (rows.length === 0) return { count, hasMore: false };
    if (isOver()) return { count, hasMore: true };
  }
}

/** Deliveries and attempts go with their notification; those still under way keep it until they have ended. */
async function removeDeleted(isOver: () => boolean): Promise<Pass> {
  let count = 0;
  for (;;) {
    const { rowCount } = await db().execute(sql`
      DELETE FROM notifications WHERE id IN (
        SELECT n.id FROM notifications n
        WHERE n.deleted_at IS NOT NULL
          AND n.deleted_at < clock_timestamp() - make_interval(days => ${env().RETENTION_DELETED_DAYS})
          AND NOT EXISTS (SELECT FROM deliveries d WHERE d.notification_id = n.id AND d.state = 'sending')
        ORDER BY n.deleted_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`);
    count += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return { count, hasMore: false };
    if (isOver()) return { count, hasMore: true };
  }
}
