import { and, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import type { SmsResult } from "@/lib/sms/send";
import { defineChannel, HOUR_SECONDS, type Outcome, type Outgoing } from "./define";
import { shortLink } from "./shared/deep-link";
import { composeSms } from "./sms-text";

/** A link longer than this would leave no room for words; the notification's own page leads on. */
const MAX_LINK = 140;

/** Text messages through Twilio, to people who proved their number and have not texted STOP. */
export const sms = defineChannel({
  id: "sms",
  addressesOf: sql`SELECT user_id, number AS address FROM phone_numbers
    WHERE verified_at IS NOT NULL AND stopped_at IS NULL`,
  // Twilio knows no idempotency: a second call is a second message.
  repeats: "never",
  // Whoever is woken by one is woken for something.
  worthSendingSeconds: 4 * HOUR_SECONDS,
  async send(outgoing, begin) {
    if (!(await isWanted(outgoing)))
      return { kind: "gone", error: "The number was taken away, or whoever has it has texted STOP." };
    const { address: to, deliveryId, title, body, workspace } = outgoing;
    const text = composeSms({ workspace: workspace.name, title, body, link: shortLink(outgoing, MAX_LINK) });
    // Loaded when the first one is sent: Twilio's library is large, and most instances have no use for it.
    const { sendSms } = await import("@/lib/sms/send");
    await begin();
    return toOutcome(await sendSms({ to, deliveryId, body: text }));
  },
  async retire({ userId, address }, since) {
    if (!userId) return;
    await db()
      .update(phoneNumbers)
      .set({ stoppedAt: sql`clock_timestamp()` })
      .where(and(ofPerson(userId, address), isNull(phoneNumbers.stoppedAt), lte(phoneNumbers.verifiedAt, since)));
  },
});

const ofPerson = (userId: string, number: string) =>
  and(eq(phoneNumbers.userId, userId), eq(phoneNumbers.number, number));

/** Asked again right before it is sent: STOP holds from the moment it came. */
async function isWanted({ userId, address }: Outgoing): Promise<boolean> {
  if (!userId) return false;
  const [row] = await db()
    .select({ number: phoneNumbers.number })
    .from(phoneNumbers)
    .where(and(ofPerson(userId, address), isNotNull(phoneNumbers.verifiedAt), isNull(phoneNumbers.stoppedAt)));
  return row !== undefined;
}

function toOutcome(result: SmsResult): Outcome {
  switch (result.kind) {
    case "sent":
      return { kind: "sent", providerId: result.sid };
    case "retry":
      return { ...result, isThrottled: result.status === 429 };
    case "refused":
      return { kind: "failed", error: result.error, status: result.status };
    case "stopped":
      return { kind: "gone", error: result.error, status: result.status };
    case "unknown":
      return { kind: "unknown", error: result.error, status: result.status };
    case "not_configured":
      return { kind: "skipped", error: result.error };
  }
}
