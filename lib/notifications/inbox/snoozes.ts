import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { isStopping } from "@/lib/shutdown";
import { changeInbox } from "./change";

const BATCH = 500;

/** Of somebody who has left nothing returns, unless they do. */
const isSnoozed = sql`snoozed_until IS NOT NULL AND deleted_at IS NULL AND EXISTS (
  SELECT FROM members m WHERE m.user_id = notifications.user_id AND m.workspace_id = notifications.workspace_id)`;

/** When the next snooze is over, and how long that is from now, by the database's clock; the first null: never. */
type NextDue = { nextDueAt: null } | { nextDueAt: Date; waitMs: number };

export type Returned = { returned: number } & NextDue;

/**
 * Brings back whose snooze is over by the database's clock, each person's in one change of their inbox, until none is
 * left or `budgetMs` has passed. Until this has written it, a row stays away: no list compares times.
 */
export async function returnSnoozed(budgetMs = 10_000): Promise<Returned> {
  const until = Date.now() + budgetMs;
  let returned = 0;
  for (let before = -1; returned > before && Date.now() < until && !isStopping(); ) {
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
  return { returned, ...(await nextDue()) };
}

async function nextDue(): Promise<NextDue> {
  const { rows } = await db().execute<{ at: string | null; waitMs: number }>(sql`
    SELECT min(snoozed_until) AS at, (extract(epoch FROM min(snoozed_until) - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM notifications WHERE ${isSnoozed}`);
  const [next] = rows;
  return next?.at ? { nextDueAt: new Date(next.at), waitMs: next.waitMs } : { nextDueAt: null };
}
