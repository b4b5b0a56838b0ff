import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { devices } from "@/db/schema/devices";

/** Whoever signs in anew in the same browser keeps getting their notifications there. */
export async function moveDevices(from: string, to: { sessionId: string; userId: string }): Promise<void> {
  await db()
    .update(devices)
    .set({ sessionId: to.sessionId })
    .where(and(eq(devices.sessionId, from), eq(devices.userId, to.userId)));
}

/** A browser that was signed out, perhaps because it was stolen, shows nothing more of its person's. */
export async function dropDevices(sessionIds: string[]): Promise<void> {
  if (sessionIds.length > 0) await db().delete(devices).where(inArray(devices.sessionId, sessionIds));
}
