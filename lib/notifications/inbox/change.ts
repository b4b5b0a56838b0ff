import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { afterCommit, transact } from "@/db/transaction";
import { announceInboxes } from "./announce";
import type { Changed } from "./contract";
import { closeGroups, openGroups } from "./groups";
import { readCounter } from "./list";
import type { Owner } from "./rows";
import { isCounted, isIn } from "./states";

/** What is to be different. `returned`: a snooze is over; the row is listed first again, as unread. */
export interface Patch {
  read?: boolean;
  archived?: boolean;
  snoozedUntil?: string | null;
  deleted?: boolean;
  returned?: true;
}

/**
 * The one way an inbox changes, but for what is new: the counter first (its lock orders everything), then those rows
 * (`which` is about `n`) that are not so already, what still waits to be sent for them, and their groups. Nothing is
 * bumped when nothing changes. Tells the person's other tabs and devices after the commit.
 */
export function changeInbox(owner: Owner, patch: Patch, which: SQL): Promise<Changed> {
  return transact(async (tx) => {
    const seq = await nextSeq(tx, owner);
    const { ids, groups, unread } = await write(tx, owner, { patch, which, seq });
    if (ids.length === 0) return { ...(await readCounter(owner, tx)), changed: [] };
    if (groups.length > 0 && (patch.archived || patch.deleted)) await closeGroups(tx, groups);
    else if (groups.length > 0 && leavesArchive(patch)) await openGroups(tx, groups, ids);
    afterCommit(tx, () => announceInboxes(owner.workspaceId, [{ userId: owner.userId, seq }]));
    return { count: unread, seq, changed: ids };
  });
}

/** Locks the person's counter and answers the sequence the change will have. */
async function nextSeq(tx: Database, owner: Owner): Promise<number> {
  const { rows } = await tx.execute<{ seq: string }>(sql`
    SELECT seq FROM inbox_counters WHERE user_id = ${owner.userId} AND workspace_id = ${owner.workspaceId} FOR UPDATE`);
  return Number(rows[0]?.seq ?? 0) + 1;
}

/** Rows, counter, groups and deliveries in one statement. A mail that is on its way already is left to arrive. */
async function write(tx: Database, owner: Owner, { patch, which, seq }: { patch: Patch; which: SQL; seq: number }) {
  const columns = Object.entries(valuesOf(patch)).map(([name, value]) => ({ name: sql.raw(name), value }));
  const differs = columns.map(({ name, value }) => sql`n.${name} IS DISTINCT FROM ${value}`);
  const sets = columns.map(({ name, value }) => sql`${name} = ${value}`);
  const { rows } = await tx.execute<{ ids: string[] | null; groups: string[] | null; unread: number | null }>(sql`
    WITH target AS (
      SELECT n.id, ${isIn("inbox")} AS was_in, ${isCounted()} AS was_counted FROM notifications n
      WHERE n.user_id = ${owner.userId} AND n.workspace_id = ${owner.workspaceId} AND n.in_inbox
        AND n.deleted_at IS ${patch.deleted === false ? sql`NOT NULL` : sql`NULL`}
        AND (${sql.join(differs, sql` OR `)}) AND ${which}
    ), changed AS (
      UPDATE notifications n SET ${sql.join(sets, sql`, `)}, seq = ${seq} FROM target WHERE n.id = target.id
      RETURNING n.id, n.group_id, (${isIn("inbox")})::int - was_in::int AS comes,
        (${isCounted()})::int - was_counted::int AS counts
    ), counter AS (
      UPDATE inbox_counters SET unread = unread + delta.counts, seq = ${seq}
      FROM (SELECT sum(counts)::int AS counts FROM changed HAVING count(*) > 0) delta
      WHERE user_id = ${owner.userId} AND workspace_id = ${owner.workspaceId} RETURNING unread
    ), grouped AS (
      UPDATE notification_groups g SET count = g.count + delta.comes, unread = g.unread + delta.counts
      FROM (SELECT group_id, sum(comes)::int AS comes, sum(counts)::int AS counts FROM changed GROUP BY group_id) delta
      WHERE g.id = delta.group_id
    ), cancelled AS (
      UPDATE deliveries SET state = 'cancelled', reason = ${reasonOf(patch)}
      WHERE ${endsWaiting(patch)} AND id IN (
        SELECT d.id FROM deliveries d WHERE d.notification_id IN (SELECT id FROM changed)
          AND d.state IN ('pending', 'retrying') ORDER BY d.id FOR UPDATE)
    )
    SELECT (SELECT array_agg(id) FROM changed) AS ids, (SELECT unread FROM counter) AS unread,
      (SELECT array_agg(DISTINCT group_id) FROM changed WHERE group_id IS NOT NULL) AS groups`);
  const [row] = rows;
  return { ids: row?.ids ?? [], groups: row?.groups ?? [], unread: row?.unread ?? 0 };
}

/** The columns' values after the patch. To archive ends a snooze and to snooze ends being archived. */
function valuesOf({ read, archived, snoozedUntil, deleted, returned }: Patch): Record<string, SQL> {
  const kept = (column: string, isSet: boolean) =>
    isSet ? sql`coalesce(n.${sql.raw(column)}, statement_timestamp())` : sql`NULL::timestamptz`;
  return {
    ...(archived && { snoozed_until: kept("", false) }),
    ...(snoozedUntil && { archived_at: kept("", false) }),
    ...(read !== undefined && { read_at: kept("read_at", read) }),
    ...(archived !== undefined && { archived_at: kept("archived_at", archived) }),
    ...(snoozedUntil !== undefined && { snoozed_until: sql`${snoozedUntil}::timestamptz` }),
    ...(deleted !== undefined && { deleted_at: kept("deleted_at", deleted) }),
    ...(returned && {
      snoozed_until: kept("", false),
      read_at: kept("", false),
      listed_at: sql`statement_timestamp()`,
    }),
  };
}

const leavesArchive = (patch: Patch) =>
  patch.archived === false || patch.deleted === false || Boolean(patch.snoozedUntil);

const endsWaiting = ({ read, archived, deleted }: Patch) => sql.raw(String(Boolean(read || archived || deleted)));

const reasonOf = ({ archived, deleted }: Patch) =>
  `${deleted ? "deleted" : archived ? "archived" : "read"} before it was sent`;
