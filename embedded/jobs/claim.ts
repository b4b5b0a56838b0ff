import type { Database, Query } from "./database";
import type { RunRow, WireEvent } from "./engine";

/** A leased call to the app with all it needs. `gen` fences: an answer counts only while the job still has it. */
export interface ClaimedJob {
  id: string;
  gen: number;
  kind: "disc" | "plan";
  run: string;
  fn: string;
  step: string | null;
  attempt: number;
  misses: number;
  event: WireEvent;
  /** Memoised steps in order of completion. */
  steps: [id: string, memo: unknown][];
  /** Whether other branches of the run are under way; then the SDK must plan steps, not run them at once. */
  others: boolean;
}

/** A leased job with the locked run it belongs to. */
export interface Held {
  job: ClaimedJob;
  run: RunRow;
  maxAttempts: number;
}

export const LEASE_MS = 30_000;

/** Leases up to `limit` due calls for this engine, if it leads in this generation. */
export async function claimJobs(db: Database, owner: string, generation: number, limit: number): Promise<ClaimedJob[]> {
  return db.query<ClaimedJob>("SELECT * FROM jobs.claim($1, $2, $3, $4)", [owner, generation, limit, LEASE_MS]);
}

/** Milliseconds until the next job that is not due yet, at most `longest`. */
export async function untilNextJob(db: Database, longest: number): Promise<number> {
  const [row] = await db.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(run_at) - clock_timestamp()) * 1000)::float8 AS ms
     FROM jobs.job WHERE lease_until IS NULL AND run_at > clock_timestamp()`,
  );
  return Math.min(row?.ms ?? longest, longest);
}

/** Keeps the leases of calls under way, and frees those nobody kept. */
export async function beatLeases(db: Database, owner: string, inFlight: string[]): Promise<void> {
  // SKIP LOCKED: a job locked right now is being finished, and waiting for it here could deadlock.
  await db.query(
    `UPDATE jobs.job SET lease_until = clock_timestamp() + $3 * interval '1 millisecond' WHERE id IN (
       SELECT id FROM jobs.job WHERE owner = $1 AND lease_until IS NOT NULL AND id = ANY ($2::bigint[])
       FOR UPDATE SKIP LOCKED)`,
    [owner, inFlight, LEASE_MS],
  );
  // Ours but not under way for five seconds: the answer to that claim was lost with its connection.
  await db.query(
    `UPDATE jobs.job SET lease_until = NULL, owner = NULL WHERE id IN (
       SELECT id FROM jobs.job WHERE lease_until < clock_timestamp() OR owner = $1 AND id <> ALL ($2::bigint[])
         AND lease_until < clock_timestamp() + ($3 - 5000) * interval '1 millisecond'
       FOR UPDATE SKIP LOCKED)`,
    [owner, inFlight, LEASE_MS],
  );
}

/** Frees what this engine holds, on its way out. */
export async function releaseOwnLeases(db: Database, owner: string): Promise<void> {
  await db.query("UPDATE jobs.job SET lease_until = NULL, owner = NULL WHERE lease_until IS NOT NULL AND owner = $1", [
    owner,
  ]);
}

/** Puts a leased job back into the queue, due after `delayMs`. */
export async function requeue(query: Query, job: ClaimedJob, delayMs: number, costs: "attempt" | "miss" | "nothing") {
  const attempt = job.attempt + (costs === "attempt" ? 1 : 0);
  const misses = costs === "attempt" ? 0 : job.misses + (costs === "miss" ? 1 : 0);
  await query(
    `UPDATE jobs.job SET attempt = $2, misses = $3, lease_until = NULL, owner = NULL,
       run_at = CASE WHEN $4 = 0 THEN run_at ELSE clock_timestamp() + $4 * interval '1 millisecond' END
     WHERE id = $1`,
    [job.id, attempt, misses, delayMs],
  );
}
