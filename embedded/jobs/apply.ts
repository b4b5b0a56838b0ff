import type { Outcome } from "./answer";
import { graceDelay } from "./backoff";
import { type ClaimedJob, type Held, requeue } from "./claim";
import type { Query } from "./database";
import type { Engine, RunRow } from "./engine";
import type { FunctionSpec } from "./function-spec";
import { log } from "./log";
import { applyOps } from "./ops";
import { endRun } from "./runs";

/** A function the app does not have is asked for up to every ten minutes, this many times (more than a day). */
const MOST_MISSES = 200;
const FIRST_MISS_MS = 1_000;
const LONGEST_MISS_MS = 600_000;

/** Writes down what an answer means, in one transaction; an answer whose lease went to somebody else is dropped. */
export async function applyOutcome(
  engine: Engine,
  job: ClaimedJob,
  spec: FunctionSpec | undefined,
  outcome: Outcome,
): Promise<void> {
  await engine.db.tx(async (query) => {
    const run = await hold(query, job);
    if (run) await apply(query, engine, { job, run, maxAttempts: spec?.maxAttempts ?? 1 }, outcome);
  });
}

async function apply(query: Query, engine: Engine, held: Held, outcome: Outcome): Promise<void> {
  const { job, run, maxAttempts } = held;
  switch (outcome.kind) {
    case "ops":
      return applyOps(query, engine, held, outcome);
    case "completed":
      return endRun(query, engine, run, { status: "completed", result: outcome.result });
    case "failed":
      if (outcome.final || job.attempt + 1 >= maxAttempts) {
        log("warn", `Run failed: ${outcome.error.message}`, { run: run.id, fn: run.fn });
        return endRun(query, engine, run, { status: "failed", error: outcome.error });
      }
      return requeue(query, job, outcome.retryAfterMs ?? engine.backoff(job.attempt), "attempt");
    case "postponed":
      // The caller paces calls to an app that is away; it may be away for as long as it likes.
      if (outcome.why !== "unknown") return requeue(query, job, 0, "nothing");
      if (job.misses >= MOST_MISSES) {
        const error = { name: "Error", message: `Given up after a day: ${outcome.reason}` };
        return endRun(query, engine, run, { status: "failed", error });
      }
      return requeue(query, job, graceDelay(job.misses, FIRST_MISS_MS, LONGEST_MISS_MS), "miss");
  }
}

/** Locks the run, then the job if the lease is still ours. */
async function hold(query: Query, job: ClaimedJob): Promise<RunRow | undefined> {
  const [run] = await query<RunRow>(
    `WITH r AS (SELECT * FROM jobs.run WHERE id = $1 AND status = 'running' FOR UPDATE),
       j AS (SELECT 1 FROM jobs.job WHERE id = $2 AND gen = $3 AND EXISTS (SELECT 1 FROM r) FOR UPDATE)
     SELECT r.id, r.fn, r.event_id, r.quiet, r.parent_run, r.parent_step FROM r, j`,
    [job.run, job.id, job.gen],
  );
  return run;
}
