import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { isSmsConfigured } from "@/lib/sms/send";
import type { PhoneAnswer } from "./contract";

/** The number a person's text messages go to. */
export async function getPhone(actor: Actor): Promise<PhoneAnswer> {
  const { userId } = asPerson(actor);
  const [row] = await db()
    .select({
      number: phoneNumbers.number,
      verifiedAt: phoneNumbers.verifiedAt,
      stoppedAt: phoneNumbers.stoppedAt,
      codeExpiresAt: sql<string | null>`CASE WHEN ${phoneNumbers.codeHash} IS NOT NULL
        AND ${phoneNumbers.codeExpiresAt} > clock_timestamp() THEN ${phoneNumbers.codeExpiresAt} END`,
    })
    .from(phoneNumbers)
    .where(eq(phoneNumbers.userId, userId));
  const phone = row && {
    number: row.number,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    codeExpiresAt: row.codeExpiresAt ? new Date(row.codeExpiresAt).toISOString() : null,
  };
  return { phone: phone ?? null, isAvailable: isSmsConfigured() };
}
