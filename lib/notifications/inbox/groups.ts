import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { isCounted, isIn } from "./states";

/** Closes those of these groups of which nothing is left in the inbox or snoozed: the subject's next event opens another. */
export async function closeGroups(tx: Database, groupIds: string[]): Promise<void> {
  await tx.execute(sql`
    UPDATE notification_groups g SET closed_at = clock_timestamp()
    WHERE g.id = ANY(${sql.param(groupIds)}::uuid[]) AND g.closed_at IS NULL
      -- In this order: a large group that is not empty is not worth the search.
      AND CASE WHEN g.count = 0 THEN NOT EXISTS (
        SELECT FROM notifications n WHERE n.group_id = g.id AND n.archived_at IS NULL AND n.deleted_at IS NULL) END`);
}

/**
 * After these rows came back: opens their groups again; or, where another of the subject is open by now, moves them
 * there. So whatever of a subject is in the inbox is always in one group.
 */
export async function openGroups(tx: Database, groupIds: string[], rowIds: string[]): Promise<void> {
  await tx.execute(sql`
    UPDATE notification_groups SET closed_at = NULL WHERE id IN (
      SELECT DISTINCT ON (g.user_id, g.workspace_id, g.group_key) g.id FROM notification_groups g
      WHERE g.id = ANY(${sql.param(groupIds)}::uuid[]) AND g.closed_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM notification_groups o WHERE o.user_id = g.user_id AND o.workspace_id = g.workspace_id
          AND o.group_key = g.group_key AND o.closed_at IS NULL)
      ORDER BY g.user_id, g.workspace_id, g.group_key, g.created_at DESC)`);
  await tx.execute(sql`
    WITH moved AS (
      UPDATE notifications n SET group_id = o.id
      FROM notification_groups g JOIN notification_groups o USING (user_id, workspace_id, group_key)
      WHERE n.id = ANY(${sql.param(rowIds)}::uuid[]) AND n.archived_at IS NULL AND n.deleted_at IS NULL
        AND g.id = n.group_id AND g.closed_at IS NOT NULL AND o.closed_at IS NULL
      RETURNING g.id AS old_id, o.id AS new_id, (${isIn("inbox")})::int AS listed, (${isCounted()})::int AS counted
    )
    UPDATE notification_groups g SET count = g.count + delta.listed, unread = g.unread + delta.counted
    FROM (
      SELECT id, sum(listed)::int AS listed, sum(counted)::int AS counted FROM (
        SELECT new_id AS id, listed, counted FROM moved UNION ALL SELECT old_id, -listed, -counted FROM moved) shifts
      GROUP BY id) delta
    WHERE g.id = delta.id`);
}
