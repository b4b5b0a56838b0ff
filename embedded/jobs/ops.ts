import { type Op, toWireError } from "./answer";
import { type Held, requeue } from "./claim";
import type { Query } from "./database";
import type { Engine } from "./engine";
import { addTimer, invoke, plan, waitForEvent } from "./park";
import { endRun } from "./runs";
import { discover } from "./steps";
import { delayOf, finish, isRace, nameOf, Unsupported, type Work } from "./work";

/** Carries out the ops of one answer. Each is idempotent by (run, step): the SDK reports unfinished ones again. */
export async function applyOps(query: Query, engine: Engine, held: Held, answer: Work["answer"]): Promise<void> {
  const work: Work = { query, engine, held, answer, settled: [] };
  const known = await knownSteps(work);
  // A wait must be in place before anything else of this answer can set off what it waits for.
  const ops = [...answer.ops].sort((a, b) => Number(b.op === "WaitForEvent") - Number(a.op === "WaitForEvent"));
  try {
    for (const op of ops) {
      if (!known.has(op.id)) await applyOp(work, op);
      // A checkpoint may have been saved although the SDK did not hear so and now reports it again.
      else if (op.op === "StepRun") work.settled.push({ id: op.id, race: isRace(work, op) });
    }
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    const wire = { name: "UnsupportedError", message: error.message };
    return endRun(query, engine, held.run, { status: "failed", error: wire });
  }
  const complete = ops.find(({ op }) => op === "RunComplete");
  if (complete) return endRun(query, engine, held.run, { status: "completed", result: complete.data });
  await moveOn(work);
}

async function applyOp(work: Work, op: Op): Promise<void> {
  switch (op.op) {
    case "StepRun":
      return finish(work, op, { data: op.data });
    case "StepError":
      return failStep(work, op, work.answer.final);
    case "StepFailed":
      return failStep(work, op, true);
    case "StepPlanned":
      return plan(work, op);
    case "Sleep":
      return addTimer(work, "sleep", op, delayOf(op, op.name));
    case "WaitForEvent":
      return waitForEvent(work, op);
    case "InvokeFunction":
      return invoke(work, op);
    case "DiscoveryRequest":
      return discover(work.query, work.held.run.id, op.id, true);
    case "RunComplete":
      return;
    default:
      throw new Unsupported(`Step "${nameOf(op)}" needs ${op.op}, which Belfry's job engine does not support.`);
  }
}

async function failStep(work: Work, op: Op, final: boolean): Promise<void> {
  const { job, maxAttempts } = work.held;
  if (final || job.attempt + 1 >= maxAttempts) return finish(work, op, { error: toWireError(op.error) });
  work.retryIn = work.answer.retryAfterMs ?? work.engine.backoff(job.attempt);
}

/** The job of this answer is done, unless its step is to be tried again or nothing at all would be left to happen. */
async function moveOn(work: Work): Promise<void> {
  const { query, engine, held } = work;
  if (work.retryIn !== undefined) return requeue(query, held.job, work.retryIn, "attempt");
  await query("DELETE FROM jobs.job WHERE id = $1", [held.job.id]);
  const last = work.settled.find(({ race }) => race) ?? work.settled.at(-1);
  if (last) await discover(query, held.run.id, last.id, last.race);
  const [left] = await query<{ idle: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM jobs.job WHERE run = $1 AND kind <> 'timeout')
       AND NOT EXISTS (SELECT 1 FROM jobs.pause WHERE run = $1 AND kind <> 'cancel') AS idle`,
    [held.run.id],
  );
  if (!left?.idle) return;
  // An empty answer: call once more, but not for ever.
  if (held.job.attempt + 1 >= held.maxAttempts) {
    const error = { name: "Error", message: "The app answered with nothing to do, again and again." };
    return endRun(query, engine, held.run, { status: "failed", error });
  }
  await query(
    `INSERT INTO jobs.job (key, kind, run, step, fn, attempt, ckeys, climits, run_at)
     SELECT id || ':disc:again' || $2, 'disc', id, NULL, fn, $3, ckeys, climits, now() + interval '1 second'
     FROM jobs.run WHERE id = $1`,
    [held.run.id, held.job.id, held.job.attempt + 1],
  );
}

async function knownSteps(work: Work): Promise<Set<string>> {
  if (work.answer.ops.every(({ op }) => op === "RunComplete")) return new Set();
  const rows = await work.query<{ id: string }>("SELECT id FROM jobs.step WHERE run = $1 AND id = ANY ($2)", [
    work.held.run.id,
    work.answer.ops.map(({ id }) => id),
  ]);
  return new Set(rows.map(({ id }) => id));
}
