import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { changeInbox } from "./change";

const BATCH = 500;

/** Of somebody who has left nothing returns, unless they do. */
const isSnoozed = sql`snoozed_until IS NOT NULL AND deleted_at IS NULL AND EXISTS (
  SELECT FROM members m WHERE m.user_id = notifications.user_id AND m.workspace_id = notifications.workspace_id)`;

export interface Returned {
  returned: number;
  /** When the next snooze is over; null when nothing is snoozed. */
  nextDueAt: Date | null;
}

/**
 * Brings back whose snooze is over by the database's clock, each person's in one change of their inbox, until none is
 * left or `budgetMs` has passed. Until this has written it, a row stays away: no list compares times.
 */
export async function returnSnoozed(budgetMs = 10_000): Promise<Returned> {
  const until = Date.now() + budgetMs;
  let returned = 0;
  for (let before = -1; returned > before && Date.now() < until; ) {
    before = returned;
    const { rows } = await db().execute<{ userId: string; workspaceId: string }>(sql`
      SELECT DISTINCT user_id AS "userId", workspace_id AS "workspaceId" FROM (
        SELECT user_id, workspace_id FROM notifications
        WHERE snoozed_until <= statement_timestamp() AND ${isSnoozed}
        ORDER BY snoozed_until LIMIT ${BATCH}) due`);
    for (const owner of rows) {
      const { changed } = await changeInbox(owner, { returned: true }, sql`n.snoozed_until <= clock_timestamp()`);
      returned += changed.length;
    }
  }
  return { returned, nextDueAt: await nextDue() };
}

async function nextDue(): Promise<Date | null> {
  const { rows } = await db().execute<{ at: string | null }>(sql`
    SELECT min(snoozed_until) AS at FROM notifications WHERE ${isSnoozed}`);
  return rows[0]?.at ? new Date(rows[0].at) : null;
}
