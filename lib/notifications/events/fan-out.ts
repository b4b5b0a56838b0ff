import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import type { Notified } from "../inbox/announce";
import { decidedFor, isOnBy, MANY } from "../preferences/decision";
import { groupKey } from "../subject";
import { ADDRESSED, digestsOf } from "./addresses";
import { fingerprintOf, takeKeys } from "./idempotency";
import type { Notifier, Plan } from "./plan";
import { namedIn, type Told } from "./recipients";
import { shareWithDestinations } from "./share";

/** What one statement has written of some events. */
export interface FannedOut extends Record<string, unknown> {
  /** Those that are written. */
  written: { id: string; recipients: number; deliveries: number }[];
  /** Of others, by their number: the names that no member has. What is in neither list had its key taken before. */
  unknown: Record<number, string[]>;
  notified: Notified[];
  /** What has something to send now. */
  channels: DeliveryChannel[];
}

/** An event of several, by its number in them. */
export interface Numbered {
  n: number;
  plan: Plan;
}

/** Whom each event is for: found already, or by their names within the statement that writes. */
export type Recipients = { told: Told[] } | { asked: { n: number; names: string[] }[] };

/**
 * Writes the activities of some events of one workspace, for each person told one notification with what was decided for
 * them and their counter, and one delivery per address of each channel they get it by and per place of the workspace's it
 * is shared with: in one statement, however many events, people and channels there are. An event with a name that nobody
 * has, or a key that was taken before, writes nothing.
 */
export async function fanOut(
  on: Database,
  workspaceId: string,
  numbered: Numbered[],
  recipients: Recipients,
): Promise<FannedOut> {
  if (numbered.length === 0) return { written: [], unknown: {}, notified: [], channels: [] };
  const plans = numbered.map(({ plan }) => plan);
  const isKeyed = plans.some(({ event }) => event.idempotencyKey !== undefined);
  const hasSubjects = plans.some(({ event }) => event.subject);
  const isShared = plans.some(({ type }) => type.shareable);
  const types = [...new Map(plans.map(({ decided }) => [decided.type, decided])).values()];
  const { rows } = await on.execute<FannedOut>(sql`
    ${"told" in recipients && recipients.told.length > MANY ? PLAN_EACH_TIME : sql``}
    WITH given_events AS (${eventRows(numbered)}), ${readingOf(workspaceId, recipients)}, understood AS (
      SELECT * FROM given_events WHERE n NOT IN (SELECT n FROM named WHERE user_id IS NULL)
    ), ${isKeyed ? sql`taken AS (${takeKeys(workspaceId)}),` : sql``} events AS (
      SELECT * FROM understood
      ${isKeyed ? sql`WHERE idempotency_key IS NULL OR activity_id IN (SELECT activity_id FROM taken)` : sql``}
    ), ${decidedFor(workspaceId, types, hasSubjects)}, counters AS (
      INSERT INTO inbox_counters AS c (user_id, workspace_id, unread, seq)
      SELECT user_id, ${workspaceId}::uuid, count(*) FILTER (WHERE ${IN_INBOX}), count(*) FROM decided
      GROUP BY user_id ORDER BY user_id
      ON CONFLICT (user_id, workspace_id) DO UPDATE SET unread = c.unread + excluded.unread, seq = c.seq + excluded.seq
      RETURNING user_id, seq
    ), clock AS MATERIALIZED (SELECT clock_timestamp() AS at
    ), ${hasSubjects ? sql`groups AS (${groupsOf(workspaceId)}),` : sql``} notified AS (
      INSERT INTO notifications
        (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision, group_id,
          created_at, listed_at)
      SELECT ${workspaceId}::uuid, decided.user_id, activity_id, ${IN_INBOX}, type, category, priority,
        seq + 1 - row_number() OVER (PARTITION BY decided.user_id ORDER BY n DESC), decision,
        ${hasSubjects ? sql`groups.id` : sql`NULL::uuid`}, ${LISTED_AT}, ${LISTED_AT}
      FROM decided JOIN counters ON counters.user_id = decided.user_id JOIN events USING (n) CROSS JOIN clock
      ${hasSubjects ? sql`LEFT JOIN groups ON groups.user_id = decided.user_id AND groups.group_key = events.group_key AND ${IN_INBOX}` : sql``}
      RETURNING id, user_id, activity_id, decision, priority
    ), ${ADDRESSED}, digested AS (${digestsOf(workspaceId)}
    ), waiting AS (
      INSERT INTO deliveries
        (workspace_id, notification_id, user_id, channel, address, is_urgent, next_attempt_at, deferred_for, reason,
          digest_id)
      SELECT ${workspaceId}::uuid, a.id, a.user_id, a.channel, a.address, a.priority = 'urgent',
        coalesce(a.due, clock_timestamp()), a.due, a.reason, d.id
      FROM addressed a LEFT JOIN digested d
        ON a.in_digest AND d.user_id = a.user_id AND d.channel = a.channel AND d.window_at = a.due
      ORDER BY a.id
      RETURNING notification_id, channel
    ), ${isShared ? sql`shared AS (${shareWithDestinations(workspaceId)}),` : sql``} sent AS (
      SELECT activity_id, channel FROM waiting JOIN notified ON notified.id = notification_id
      ${isShared ? sql`UNION ALL SELECT activity_id, channel FROM shared` : sql``}
    ), activity AS (
      INSERT INTO activities
        (id, workspace_id, type, category, priority, actor_kind, actor_id, subject_kind, subject_id, title, body, link,
          data, actions, recipients, deliveries)
      SELECT activity_id, ${workspaceId}, type, category, priority, actor_kind, actor_id, subject_kind, subject_id, title,
        body, link, data, actions, coalesce(people.count, 0), coalesce(messages.count, 0)
      FROM events
      LEFT JOIN (SELECT n, count(*)::int FROM told GROUP BY n) people USING (n)
      LEFT JOIN (SELECT activity_id, count(*)::int FROM sent GROUP BY activity_id) messages USING (activity_id)
      ORDER BY n
      RETURNING id, recipients, deliveries
    )
    SELECT coalesce((SELECT jsonb_agg(activity) FROM activity), '[]') AS written,
      coalesce((SELECT jsonb_object_agg(n, names) FROM (
        SELECT n, jsonb_agg(name) AS names FROM named WHERE user_id IS NULL GROUP BY n) one), '{}') AS unknown,
      coalesce((SELECT jsonb_agg(jsonb_build_object('userId', user_id, 'seq', seq)) FROM counters), '[]') AS notified,
      ARRAY(SELECT DISTINCT channel FROM sent) AS channels`);
  const [row] = rows;
  if (!row) throw new Error("The statement has answered nothing.");
  return row;
}

/** Of events that are written together the later one comes first in every list. */
const LISTED_AT = sql`clock.at + n * interval '1 microsecond'`;
const IN_INBOX = isOnBy(sql`decision`, "in_app");

/** `SELECT n, activity_id, …`: the events as rows, in their order. */
function eventRows(numbered: Numbered[]): SQL {
  const rows = numbered.map(({ n, plan: { activityId, actor, type, event, rendered } }) => ({
    ...{ n, activity_id: activityId, actor_kind: actor.kind, actor_id: actorId(actor), ...rendered },
    ...{ type: type.key, category: type.category, is_shareable: type.shareable },
    ...(event.subject && {
      ...{ subject_kind: event.subject.kind, subject_id: event.subject.id, group_key: groupKey(event.subject) },
    }),
    ...(event.idempotencyKey && { idempotency_key: event.idempotencyKey, fingerprint: fingerprintOf(event) }),
  }));
  return sql`
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(n int, activity_id uuid, actor_kind text,
      actor_id uuid, type text, category text, is_shareable boolean, priority text, subject_kind text, subject_id text,
      group_key text, idempotency_key text, fingerprint text, title text, body text, link text, data jsonb, actions jsonb)`;
}

/** CTEs `named(n, name, user_id)` and `told(n, user_id)`. */
function readingOf(workspaceId: string, recipients: Recipients): SQL {
  if ("asked" in recipients) {
    return sql`${namedIn(workspaceId, recipients.asked)}, told AS (
      SELECT DISTINCT n, user_id FROM named WHERE user_id IS NOT NULL)`;
  }
  const { told } = recipients;
  const [ns, ids] = [sql.param(told.map(({ n }) => n)), sql.param(told.map(({ userId }) => userId))];
  // Out of the planner's sight, a few cost what any few do: else it thinks that it gains by planning each time anew.
  const arrays =
    told.length > MANY ? sql`${ns}::int[], ${ids}::uuid[]` : sql`(SELECT ${ns}::int[]), (SELECT ${ids}::uuid[])`;
  return sql`named AS (SELECT NULL::int AS n, NULL::text AS name, NULL::uuid AS user_id WHERE false),
    told AS (SELECT * FROM unnest(${arrays}) AS t(n, user_id))`;
}

/** Their counters are locked by now, so that fan-outs of one subject find the one group that is open. */
const groupsOf = (workspaceId: string): SQL => sql`
  INSERT INTO notification_groups AS g (workspace_id, user_id, group_key, count, unread)
  SELECT ${workspaceId}::uuid, user_id, group_key, count(*), count(*)
  FROM counters JOIN decided USING (user_id) JOIN events USING (n)
  WHERE group_key IS NOT NULL AND ${IN_INBOX} GROUP BY user_id, group_key ORDER BY user_id
  ON CONFLICT (user_id, workspace_id, group_key) WHERE closed_at IS NULL DO UPDATE
    SET count = g.count + excluded.count, unread = g.unread + excluded.unread
  RETURNING id, user_id, group_key`;

function actorId(actor: Notifier): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "api_key" ? actor.keyId : null;
}
