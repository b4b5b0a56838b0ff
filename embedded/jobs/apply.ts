import type { Outcome } from "./answer";
import { graceDelay } from "./backoff";
import { type ClaimedJob, type Held, requeue } from "./claim";
import type { Query } from "./database";
import type { Engine, RunRow } from "./engine";
import type { FunctionSpec } from "./function-spec";
import { log } from "./log";
import { applyOps } from "./ops";
import { endRun } from "./runs";

/** After this many postponements in a row (a day and more) a run is failed instead of tried for ever. */
const MOST_MISSES = 200;

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
      if (job.misses >= MOST_MISSES) {
        const error = { name: "Error", message: `Given up after a day: ${outcome.reason}` };
        return endRun(query, engine, run, { status: "failed", error });
      }
      if (job.misses === 0) log("warn", outcome.reason, { run: run.id, fn: run.fn });
      return requeue(query, job, graceDelay(job.misses, outcome.firstMs, outcome.longestMs), "miss");
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
