import { and, eq, isNotNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";

/** Nothing more is texted to this number, whoever has it; honoured however often it comes. */
export async function optOut(number: string): Promise<void> {
  await db()
    .update(phoneNumbers)
    .set({ stoppedAt: sql`coalesce(${phoneNumbers.stoppedAt}, clock_timestamp())`, codeHash: null })
    .where(eq(phoneNumbers.number, number));
}

/** Takes that back for a number that was proved. */
export async function optIn(number: string): Promise<void> {
  await db()
    .update(phoneNumbers)
    .set({ stoppedAt: null })
    .where(and(eq(phoneNumbers.number, number), isNotNull(phoneNumbers.verifiedAt)));
}
