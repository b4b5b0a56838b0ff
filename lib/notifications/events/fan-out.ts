import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import type { Notified } from "../inbox/announce";
import { decisionsFor, isOnBy, MANY } from "../preferences/decision";
import { groupKey } from "../subject";
import { addressed, digestsOf } from "./addresses";
import type { Notifier, Plan } from "./plan";
import { shareWithDestinations } from "./share";

interface FannedOut {
  notified: Notified[];
  /** How many wait, and where. */
  deliveries: number;
  channels: DeliveryChannel[];
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
 * Writes the activity, one notification per person with what was decided for them and their counter, and one delivery
 * per address of each channel they get it by, and per place of the workspace's it is shared with: in one statement,
 * however many people and channels there are.
 */
export async function fanOut(tx: Database, actor: Notifier, plan: Plan): Promise<FannedOut> {
  const { workspaceId, activityId, userIds, type, event, rendered } = plan;
  const inInbox = isOnBy(sql`decision`, "in_app");
  const key = event.subject ? groupKey(event.subject) : null;
  const { rows } = await tx.execute<{ userId: string | null; channel: DeliveryChannel | null; n: string }>(sql`
    ${userIds.length > MANY ? PLAN_EACH_TIME : sql``}
    WITH decided AS (${decisionsFor({ workspaceId, type, userIds, subjectKey: key })}), counters AS (
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
    ), notified AS (
      INSERT INTO notifications
        (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision, group_id,
          created_at, listed_at)
      SELECT ${workspaceId}::uuid, user_id, ${activityId}::uuid, ${inInbox}, ${type.key}, ${type.category},
        ${rendered.priority}, seq, decision, groups.id, now.at, now.at
      FROM counters JOIN decided USING (user_id) LEFT JOIN groups USING (user_id),
        (SELECT clock_timestamp() AS at) now
      RETURNING id, user_id, decision
    ), addressed AS MATERIALIZED (${addressed(rendered.priority)}
    ), digested AS (${digestsOf(workspaceId)}
    ), waiting AS (
      INSERT INTO deliveries
        (workspace_id, notification_id, user_id, channel, address, next_attempt_at, deferred_for, reason, digest_id)
      SELECT ${workspaceId}::uuid, a.id, user_id, channel, a.address, coalesce(a.due, clock_timestamp()), a.due,
        a.reason, digested.id
      FROM addressed a LEFT JOIN digested USING (user_id, channel) ORDER BY a.id
      RETURNING channel
    ), shared AS (${shareWithDestinations(plan)}), activity AS (
      INSERT INTO activities
        (id, workspace_id, type, category, priority, actor_kind, actor_id, subject_kind, subject_id, title, body, link,
          data, actions, recipients, deliveries)
      SELECT ${activityId}, ${workspaceId}, ${type.key}, ${type.category}, ${rendered.priority}, ${actor.kind},
        ${actorId(actor)}::uuid, ${event.subject?.kind ?? null}, ${event.subject?.id ?? null}, ${rendered.title},
        ${rendered.body}, ${rendered.link}, ${JSON.stringify(rendered.data)}::jsonb,
        ${JSON.stringify(rendered.actions)}::jsonb, ${userIds.length}::int, (SELECT count(*) FROM waiting) + (SELECT count(*) FROM shared)
    )
    SELECT user_id AS "userId", NULL AS channel, seq AS n FROM counters
    UNION ALL SELECT NULL, channel, count(*) FROM (TABLE waiting UNION ALL TABLE shared) out GROUP BY channel`);
  const waiting = rows.flatMap(({ channel, n }) => (channel ? [{ channel, count: Number(n) }] : []));
  return {
    notified: rows.flatMap(({ userId, n }) => (userId ? [{ userId, seq: Number(n) }] : [])),
    deliveries: waiting.reduce((sum, { count }) => sum + count, 0),
    channels: waiting.map(({ channel }) => channel),
  };
}

function actorId(actor: Notifier): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "api_key" ? actor.keyId : null;
}
