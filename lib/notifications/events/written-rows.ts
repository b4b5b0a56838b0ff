import { type SQL, sql } from "drizzle-orm";
import { isOnBy } from "../preferences/decision";

const IN_INBOX = isOnBy(sql`decision`, "in_app");

/** `INSERT … RETURNING user_id, seq`: takes each person's counter, in the order in which everybody takes them. */
export const countersOf = (workspaceId: string): SQL => sql`
  INSERT INTO inbox_counters AS c (user_id, workspace_id, unread, seq)
  SELECT user_id, ${workspaceId}::uuid, count(*) FILTER (WHERE ${IN_INBOX}), count(*) FROM decided
  GROUP BY user_id ORDER BY user_id
  ON CONFLICT (user_id, workspace_id) DO UPDATE SET unread = c.unread + excluded.unread, seq = c.seq + excluded.seq
  RETURNING user_id, seq`;

/** Their counters are locked by now, so that fan-outs of one subject find the one group that is open. */
export const groupsOf = (workspaceId: string): SQL => sql`
  INSERT INTO notification_groups AS g (workspace_id, user_id, group_key, count, unread)
  SELECT ${workspaceId}::uuid, user_id, group_key, count(*), count(*)
  FROM counters JOIN decided USING (user_id) JOIN events USING (n)
  WHERE group_key IS NOT NULL AND ${IN_INBOX} GROUP BY user_id, group_key ORDER BY user_id
  ON CONFLICT (user_id, workspace_id, group_key) WHERE closed_at IS NULL DO UPDATE
    SET count = g.count + excluded.count, unread = g.unread + excluded.unread
  RETURNING id, user_id, group_key`;

/** `INSERT … RETURNING id, user_id, activity_id, decision, priority`: one row per person and event, with the next places. */
export const notificationsOf = (workspaceId: string, hasSubjects: boolean): SQL => sql`
  INSERT INTO notifications
    (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision, group_id, created_at, listed_at)
  SELECT ${workspaceId}::uuid, decided.user_id, activity_id, ${IN_INBOX}, type, category, priority,
    seq + 1 - row_number() OVER (PARTITION BY decided.user_id ORDER BY n DESC), decision,
    ${hasSubjects ? sql`groups.id` : sql`NULL::uuid`}, at, at
  FROM decided JOIN counters ON counters.user_id = decided.user_id JOIN events USING (n) CROSS JOIN clock
  ${hasSubjects ? OF_GROUP : sql``}
  -- Listed at the same time, they stand in the order of their ids.
  ORDER BY n
  RETURNING id, user_id, activity_id, decision, priority`;

const OF_GROUP = sql`
  LEFT JOIN groups ON groups.user_id = decided.user_id AND groups.group_key = events.group_key AND ${IN_INBOX}`;

/** `INSERT … RETURNING notification_id, channel`: one row per address, due now or when its person wants it. */
export const deliveriesOf = (workspaceId: string): SQL => sql`
  INSERT INTO deliveries
    (workspace_id, notification_id, user_id, channel, address, is_urgent, next_attempt_at, deferred_for, reason, digest_id)
  SELECT ${workspaceId}::uuid, a.id, a.user_id, a.channel, a.address, a.priority = 'urgent',
    coalesce(a.due, clock_timestamp()), a.due, a.reason, d.id
  FROM addressed a LEFT JOIN digested d
    ON a.in_digest AND d.user_id = a.user_id AND d.channel = a.channel AND d.window_at = a.due
  ORDER BY a.id
  RETURNING notification_id, channel`;

/** `INSERT … RETURNING id, recipients, deliveries`: the events themselves, with what came of each. */
export const activitiesOf = (workspaceId: string): SQL => sql`
  INSERT INTO activities
    (id, workspace_id, type, category, priority, actor_kind, actor_id, subject_kind, subject_id, title, body, link, data,
      actions, recipients, deliveries)
  SELECT activity_id, ${workspaceId}, type, category, priority, actor_kind, actor_id, subject_kind, subject_id, title,
    body, link, data, actions, coalesce(people.count, 0), coalesce(messages.count, 0)
  FROM events
  LEFT JOIN (SELECT n, count(*)::int FROM told GROUP BY n) people USING (n)
  LEFT JOIN (SELECT activity_id, count(*)::int FROM sent GROUP BY activity_id) messages USING (activity_id)
  ORDER BY n
  RETURNING id, recipients, deliveries`;
