import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import type { Actor } from "@/lib/auth/actor";
import { isSameDigest } from "@/lib/crypto";
import { notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "../devices/contract";
import { sign, UUID } from "../devices/receipts";

/** Which delivery: ours by its id, or by what its provider called it. */
type Which = { deliveryId: string } | { channel: DeliveryChannel; providerId: string };

/**
 * Notes that the other side has it: a device that showed it, a provider's call-back. Also while its try is still under
 * way, for an acknowledgement can be faster than the provider's answer, and where we did not know. Any other delivery
 * stays what it is. Answers whether one became `delivered`.
 */
export async function acknowledgeDelivery(which: Which): Promise<boolean> {
  const is =
    "deliveryId" in which
      ? sql`id = ${which.deliveryId}`
      : sql`provider_id = ${which.providerId} AND channel = ${which.channel}`;
  const { rowCount } = await db().execute(sql`
    UPDATE deliveries SET state = 'delivered', reason = NULL, sent_at = coalesce(sent_at, clock_timestamp())
    WHERE ${is} AND state IN ('sending', 'sent', 'unknown')`);
  return (rowCount ?? 0) > 0;
}

/** Marks a delivery `delivered`, on its device's word. Said twice it changes nothing. Error: 404 a receipt not of ours. */
export async function acknowledgePush(
  _actor: Actor,
  { receipt }: Input<typeof api.acknowledgePush>,
): Promise<Output<typeof api.acknowledgePush>> {
  const [deliveryId = "", signature = ""] = receipt.split(".");
  if (!UUID.test(deliveryId) || !isSameDigest(sign(deliveryId), signature)) throw notFound("delivery");
  await acknowledgeDelivery({ deliveryId });
  return { done: true };
}
