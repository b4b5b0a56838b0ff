import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import type { Outcome } from "../channels/define";
import { ADDRESSED } from "../events/addresses";
import type { OutgoingChannel } from "../preferences/decision";
import { IS_FALLBACK } from "../preferences/reason";
import { wakeDeliveries } from "../wake";

/** What may stand in for a dead address, best first: nothing that costs, and nothing that a person must ask for. */
const FALLBACK_CHANNELS: OutgoingChannel[] = ["email", "web_push", "mobile_push"];

interface Ended {
  row: { notificationId: string | null; workspace: { id: string } };
  outcome: Outcome;
}

/**
 * Of what turned out to be addressed to nowhere: tells its person by the next-best channel they have, if nothing else
 * tells them, they have not read it, and it is off by the catalogue's word and nobody's own. Call it once the outcomes
 * are written. A worker that dies before this leaves it at the inbox.
 */
export async function deliverFallbacks(batch: Ended[]): Promise<void> {
  const gone = batch.filter(({ outcome }) => outcome.kind === "gone");
  for (const { row } of gone) {
    if (!row.notificationId) continue;
    const channel = await deliverByFallback(row.notificationId);
    if (channel) wakeDeliveries(row.workspace.id, channel);
  }
}

async function deliverByFallback(notificationId: string): Promise<DeliveryChannel | undefined> {
  const { rows } = await db().execute<{ channel: DeliveryChannel }>(sql`
    WITH unnotified AS (
      SELECT n.id, n.user_id, n.workspace_id, n.decision, n.priority FROM notifications n
      WHERE n.id = ${notificationId} AND n.read_at IS NULL AND n.deleted_at IS NULL AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.notification_id = n.id
          AND (d.digest_id IS NOT NULL OR d.state NOT IN ('failed', 'skipped', 'exhausted')))
    ), notified AS (
      SELECT id, user_id, workspace_id, priority, jsonb_build_object(choice, '{"on": true}'::jsonb) AS decision
      FROM unnotified CROSS JOIN unnest(${sql.param(FALLBACK_CHANNELS)}::text[]) WITH ORDINALITY AS c (choice, place)
      WHERE decision->choice->>'rule' = 'catalogue' AND decision->choice->>'on' = 'false'
    ), ${ADDRESSED}, best AS (
      SELECT channel FROM addressed ORDER BY array_position(${sql.param(FALLBACK_CHANNELS)}::text[], channel) LIMIT 1
    )
    INSERT INTO deliveries
      (workspace_id, notification_id, user_id, channel, address, is_urgent, next_attempt_at, deferred_for, reason)
    SELECT unnotified.workspace_id, r.id, r.user_id, r.channel, r.address, r.priority = 'urgent',
      coalesce(r.due, clock_timestamp()), r.due, ${IS_FALLBACK}
    FROM addressed r JOIN best USING (channel) JOIN unnotified USING (id)
    ON CONFLICT DO NOTHING RETURNING channel`);
  return rows[0]?.channel;
}
