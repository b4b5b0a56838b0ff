import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Priority } from "@/db/enums";
import type { NotificationType } from "./catalogue/define";
import { CHANNEL_REGISTRY } from "./channels/registry";
import type { EventInput } from "./contract";
import { groupKey } from "./groups";
import { decisionsFor, isOnBy, OUTGOING, type OutgoingChannel } from "./preferences/decision";

export interface Told {
  userId: string;
  /** That person's inbox sequence after this change. */
  seq: number;
}

interface FanOut {
  workspaceId: string;
  activityId: string;
  userIds: string[];
  type: NotificationType;
  event: EventInput;
  rendered: { priority: Priority };
}

/**
 * Takes the inbox counters of these people, in order of their ids: the order in which every transaction locks them, so
 * that two fan-outs never deadlock. Needed before several fan-outs in one transaction.
 */
export async function lockInboxes(tx: Database, workspaceId: string, userIds: string[]): Promise<void> {
  await tx.execute(sql`
    INSERT INTO inbox_counters AS c (user_id, workspace_id)
    SELECT id, ${workspaceId}::uuid FROM unnest(${sql.param(userIds)}::uuid[]) AS id ORDER BY id
    ON CONFLICT (user_id, workspace_id) DO UPDATE SET seq = c.seq`);
}

/**
 * One notification per person with what was decided for them and their counter, and one delivery per address of each
 * channel they get it by, each in one statement however many people there are. Answers who was told, how many
 * deliveries wait, and in which channels.
 */
export async function fanOut(
  tx: Database,
  { workspaceId, activityId, userIds, type, event, rendered }: FanOut,
): Promise<{ told: Told[]; deliveries: number; channels: OutgoingChannel[] }> {
  const inInbox = isOnBy(sql`decision`, "in_app");
  const key = event.subject ? groupKey(event.subject) : null;
  const { rows } = await tx.execute<{ user_id: string; seq: string }>(sql`
    WITH decided AS (${decisionsFor({ workspaceId, type, userIds })}), counters AS (
      INSERT INTO inbox_counters AS c (user_id, workspace_id, unread, seq)
      SELECT user_id, ${workspaceId}::uuid, ${inInbox}::int, 1 FROM decided ORDER BY user_id
      ON CONFLICT (user_id, workspace_id) DO UPDATE SET unread = c.unread + excluded.unread, seq = c.seq + 1
      RETURNING user_id, seq
    ), groups AS (
      -- Their counters are locked by now, so that fan-outs of one subject find the one group that is open.
      INSERT INTO notification_groups AS g (workspace_id, user_id, group_key, count, unread)
      SELECT ${workspaceId}::uuid, user_id, ${key}, 1, 1 FROM counters JOIN decided USING (user_id)
      WHERE ${key}::text IS NOT NULL AND ${inInbox} ORDER BY user_id
      ON CONFLICT (user_id, workspace_id, group_key) WHERE closed_at IS NULL DO UPDATE
        SET count = g.count + 1, unread = g.unread + 1
      RETURNING id, user_id
    ), told AS (
      INSERT INTO notifications
        (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision, group_id,
          created_at, listed_at)
      SELECT ${workspaceId}::uuid, user_id, ${activityId}::uuid, ${inInbox}, ${type.key}, ${type.category},
        ${rendered.priority}, seq, decision, groups.id, now.at, now.at
      FROM counters JOIN decided USING (user_id) LEFT JOIN groups USING (user_id),
        (SELECT clock_timestamp() AS at) now
    )
    SELECT user_id, seq FROM counters`);
  const told = rows.map((row) => ({ userId: row.user_id, seq: Number(row.seq) }));
  let deliveries = 0;
  const channels: OutgoingChannel[] = [];
  for (const channel of OUTGOING) {
    const result = await tx.execute(sql`
      INSERT INTO deliveries (workspace_id, notification_id, user_id, channel, address)
      SELECT n.workspace_id, n.id, n.user_id, ${channel}, a.address
      FROM notifications n JOIN (${CHANNEL_REGISTRY[channel].addressesOf}) a ON a.user_id = n.user_id
      WHERE n.activity_id = ${activityId} AND ${isOnBy(sql`n.decision`, channel)}
      ORDER BY n.id`);
    deliveries += result.rowCount ?? 0;
    if (result.rowCount) channels.push(channel);
  }
  return { told, deliveries, channels };
}
