import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isStopping } from "@/lib/shutdown";

/** Alive: this very answer is the proof. */
export async function getHealth(): Promise<{ ok: true }> {
  return { ok: true };
}

/**
 * Whether requests can be served: this process is not about to end, the settings are right and the database answers with our schema in it. The realtime
 * server and the job engine are not asked: without them nothing accepted is lost, it is only later. Error: 503.
 */
export async function getReady(): Promise<{ ready: true; database: "up" }> {
  env();
  if (isStopping())
    throw new AppError("unavailable", "This process ends: what is under way is finished, nothing begins.");
  try {
    await db().execute(sql`SELECT 1 FROM activities LIMIT 1`);
  } catch {
    throw new AppError("unavailable", "The database cannot be reached, or has not been migrated yet.", {
      headers: { "retry-after": "2" },
    });
  }
  return { ready: true, database: "up" };
}
