import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { acknowledgeDelivery } from "./acknowledge";

/** What a provider says later of a text message: that it has it, that it has arrived, or that it never will. */
export type SmsStatus = "accepted" | "delivered" | "failed";

interface Report {
  verdict: SmsStatus;
  providerId: string;
  /** The provider's words, where it failed. */
  error: string;
}

/**
 * Writes a text message's fate as its provider reports it, also before its own answer was written and where that never
 * came: an `unknown` delivery is known by it. What has arrived or failed stays so; said twice it changes nothing.
 */
export async function recordSmsStatus(deliveryId: string, report: Report): Promise<void> {
  if (report.verdict === "delivered") await acknowledgeDelivery({ deliveryId });
  else if (report.verdict === "failed") await noteFailure(deliveryId, report);
  else await noteAccepted(deliveryId, report);
}

/** News only where the provider's own answer never came. */
async function noteAccepted(deliveryId: string, { providerId }: Report): Promise<void> {
  await db().execute(sql`
    UPDATE deliveries SET state = 'sent', reason = NULL, last_error = NULL, provider_id = ${providerId},
      sent_at = coalesce(sent_at, clock_timestamp())
    WHERE id = ${deliveryId} AND channel = 'sms' AND state = 'unknown'`);
}

async function noteFailure(deliveryId: string, { providerId, error }: Report): Promise<void> {
  await db().execute(sql`
    WITH failed AS (
      UPDATE deliveries SET state = 'failed', reason = 'not delivered by the phone network', lease_owner = NULL,
        last_error = ${error}, provider_id = coalesce(provider_id, ${providerId})
      WHERE id = ${deliveryId} AND channel = 'sms' AND state IN ('sending', 'sent', 'unknown') RETURNING id
    )
    UPDATE delivery_attempts SET ended_at = clock_timestamp(), outcome = 'failed', error = ${error}
    WHERE delivery_id IN (SELECT id FROM failed) AND ended_at IS NULL`);
}
