import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { isSameDigest, mac } from "@/lib/auth/secret";
import { notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type { acknowledgePush } from "./contract";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What a message carries so that its device can say it came: this delivery's, and nobody else can make one. */
export const receiptFor = (deliveryId: string): string => `${deliveryId}.${sign(deliveryId)}`;

/**
 * Marks a delivery `delivered`, on its device's word: also one whose outcome is still to be written, or that is waiting
 * for another try although the first has arrived. Said twice it changes nothing. Error: 404 a receipt that is not ours.
 */
export async function acknowledge(
  _actor: Actor,
  { receipt }: Input<typeof acknowledgePush>,
): Promise<Output<typeof acknowledgePush>> {
  const [deliveryId = "", signature = ""] = receipt.split(".");
  if (!UUID.test(deliveryId) || !isSameDigest(sign(deliveryId), signature)) throw notFound("delivery");
  await db().execute(sql`
    WITH delivered AS (
      UPDATE deliveries SET state = 'delivered', reason = NULL, lease_owner = NULL, last_error = NULL,
        sent_at = coalesce(sent_at, clock_timestamp())
      WHERE id = ${deliveryId} AND state IN ('sending', 'retrying', 'sent', 'unknown', 'exhausted') RETURNING id
    )
    UPDATE delivery_attempts SET ended_at = clock_timestamp(), outcome = 'sent'
    WHERE delivery_id IN (SELECT id FROM delivered) AND ended_at IS NULL`);
  return { done: true };
}

const sign = (deliveryId: string): string => mac("push receipt", deliveryId).slice(0, 32);
