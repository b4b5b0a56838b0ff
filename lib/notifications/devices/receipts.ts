import { mac } from "@/lib/crypto";

export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What a message carries so that its device can say it came: this delivery's, and nobody else can make one. */
export const receiptFor = (deliveryId: string): string => `${deliveryId}.${sign(deliveryId)}`;

export const sign = (deliveryId: string): string => mac("push receipt", deliveryId).slice(0, 32);
