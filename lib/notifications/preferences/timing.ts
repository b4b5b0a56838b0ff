import { type SQL, sql } from "drizzle-orm";
import { isOnBy } from "./decision";

/** Why something waits, as its delivery says until it is sent. */
export const WAITS = {
  quiet: "quiet hours",
  unread: "only if it is unread by then",
  digest: "in a digest",
} as const;

/**
 * Quiet hours of the person `user_id`, if these hold for something of that priority: to be joined as `s`, which has
 * their `quiet` windows, or nothing.
 */
export const quietHours = (userId: SQL, priority: SQL): SQL => sql`
  schedules s ON s.user_id = ${userId} AND s.quiet <> '[]' AND NOT (${priority} = 'urgent' AND s.urgent_breaks_through)`;

/**
 * When something decided so goes out by a channel, given the person's quiet windows; null: at once. Only for those who
 * have said anything is their time zone looked up. Something that is in no inbox can never be read there, so it does not
 * wait for that.
 */
export function dueAt(at: SQL, one: { userId: SQL; decision: SQL; channel: SQL; quiet: SQL }): SQL {
  const verdict = sql`${one.decision}->${one.channel}`;
  return sql`CASE WHEN ${one.quiet} IS NOT NULL OR ${verdict} ?| ARRAY['cadence', 'delayMinutes'] THEN nullif(belfry_due(${at},
    (SELECT time_zone FROM users WHERE id = ${one.userId}), ${verdict}->>'cadence',
    CASE WHEN ${isOnBy(one.decision, "in_app")} THEN (${verdict}->>'delayMinutes')::int END, ${one.quiet}), ${at}) END`;
}

/** Whether it is told of in a digest, in SQL. */
export const isForDigest = (verdict: SQL): SQL => sql`coalesce(${verdict}->>'cadence', 'instant') <> 'instant'`;

/** Why it waits until `due`, if it does: quiet hours, unless that is exactly when its delay is over. */
export const waitingFor = (verdict: SQL, due: SQL): SQL => sql`CASE WHEN ${due} IS NULL THEN NULL
  WHEN ${isForDigest(verdict)} THEN ${WAITS.digest}
  WHEN ${due} = statement_timestamp() + make_interval(mins => (${verdict}->>'delayMinutes')::int) THEN ${WAITS.unread}
  ELSE ${WAITS.quiet} END`;
