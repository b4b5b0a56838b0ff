import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import { HOUR_SECONDS } from "../channels/define";
import { sendersOf } from "../channels/registry";
import { alertOfTooOld } from "./failure-alerts";

/** A digest sums up what is past anyway. */
const DIGEST_SECONDS = 7 * 24 * HOUR_SECONDS;
const BATCH = 5000;

/**
 * Ends what of this workspace and channel has waited longer than it is worth sending, also where its provider is paused
 * and nothing is claimed, and tells the admins. Age counts from when it fell due, or was sent again by hand. Call it
 * before claims: every minute at least, and after every pause.
 */
export async function endTooOld(workspaceId: string, channel: DeliveryChannel): Promise<void> {
  const ended = new Map<string | null, number>();
  for (let last = BATCH; last === BATCH; ) {
    const { rows } = await db().execute<{ configId: string | null; count: number }>(end(workspaceId, channel));
    for (const { configId, count } of rows) ended.set(configId, (ended.get(configId) ?? 0) + count);
    last = rows.reduce((sum, { count }) => sum + count, 0);
  }
  for (const [configId, count] of ended) {
    const failing = { channel, workspace: { id: workspaceId }, destination: configId ? { id: configId } : null };
    await alertOfTooOld(failing, count);
  }
}

/** What waits for a digest ends with that digest; what a dead worker left under way may have been sent. */
function end(workspaceId: string, channel: DeliveryChannel): SQL {
  return sql`
    ${PLAN_EACH_TIME}
    WITH old AS (
      SELECT d.id, d.state = 'sending' AND NOT d.awaits_call AS is_under_way FROM deliveries d
      WHERE d.workspace_id = ${workspaceId} AND d.channel = ${channel}
        AND d.state IN ('pending', 'retrying', 'sending') AND d.next_attempt_at <= statement_timestamp()
        AND greatest(d.created_at, d.deferred_for, d.revived_at) < statement_timestamp() - ${worthSending(channel)}
        AND (d.digest_id IS NULL OR d.notification_id IS NULL)
      LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    ), ended AS (
      UPDATE deliveries d SET lease_owner = NULL, state = CASE WHEN is_under_way THEN 'unknown' ELSE 'exhausted' END,
        reason = CASE WHEN is_under_way THEN 'it may have been sent, and is too old to be sent again' ELSE 'too old' END
      FROM old WHERE d.id = old.id RETURNING d.config_id
    )
    SELECT config_id AS "configId", count(*)::int AS count FROM ended GROUP BY config_id`;
}

/** For how long the delivery `d` is worth sending, as SQL. */
function worthSending(channel: DeliveryChannel): SQL {
  const { toPerson, toDestination } = sendersOf(channel);
  const [person, destination] = [toPerson?.worthSendingSeconds ?? 0, toDestination?.worthSendingSeconds ?? 0];
  return sql`make_interval(secs => CASE WHEN d.digest_id IS NOT NULL THEN ${DIGEST_SECONDS}::float8
    WHEN d.config_id IS NULL AND d.user_id IS NOT NULL THEN ${person}::float8 ELSE ${destination}::float8 END)`;
}
