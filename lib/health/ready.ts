import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isStopping } from "@/lib/shutdown";

const ANSWER_WITHIN_MS = 2_000;

/** Alive: this very answer is the proof. */
export async function getHealth(): Promise<{ ok: true }> {
  return { ok: true };
}

/**
 * Whether requests can be served and what they ask for gets done: this process is not about to end, the settings are
 * right, the database answers with our schema in it, and the job engine beside us works. An engine that others run is
 * theirs to watch (`elsewhere`); the realtime server is not asked: without it pages poll. Error: 503.
 */
export async function getReady(): Promise<{ ready: true; database: "up"; jobs: "up" | "elsewhere" }> {
  const { JOBS_HEALTH_URL } = env();
  if (isStopping()) throw notReady("This process ends: what is under way is finished, nothing begins.");
  try {
    await db().execute(sql`SELECT 1 FROM activities LIMIT 1`);
  } catch {
    throw notReady("The database cannot be reached, or has not been migrated yet.");
  }
  if (!JOBS_HEALTH_URL) return { ready: true, database: "up", jobs: "elsewhere" };
  const trouble = await troubleOf(JOBS_HEALTH_URL);
  if (trouble) throw notReady(`What is accepted is kept, but not sent at present: ${trouble}`);
  return { ready: true, database: "up", jobs: "up" };
}

/** What keeps the job engine from working; null when nothing does. */
async function troubleOf(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { trouble } = (await answer.json()) as { trouble: string | null };
    return trouble;
  } catch {
    return "The job engine cannot be reached.";
  }
}

function notReady(sentence: string): AppError {
  return new AppError("unavailable", sentence, { headers: { "retry-after": "2" } });
}
