import type { Actor } from "@/lib/auth/actor";
import { isSameDigest, mac } from "@/lib/crypto";
import { notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { acknowledgeDelivery } from "../delivery/acknowledge";
import type * as api from "./contract";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What a message carries so that its device can say it came: this delivery's, and nobody else can make one. */
export const receiptFor = (deliveryId: string): string => `${deliveryId}.${sign(deliveryId)}`;

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

const sign = (deliveryId: string): string => mac("push receipt", deliveryId).slice(0, 32);
