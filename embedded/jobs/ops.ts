import { type Op, type Outcome, toWireError } from "./answer";
import { type Held, requeue } from "./claim";
import type { Query } from "./database";
import { parseMoment } from "./duration";
import type { Engine } from "./engine";
import { equality, expressionFault } from "./expressions";
import { endRun, internalEvent, startRuns } from "./runs";
import { discover, settle } from "./steps";

type Answer = Extract<Outcome, { kind: "ops" }>;

/** A step whose ops cannot be carried out; ends the run with this sentence. */
class Unsupported extends Error {}

interface Work {
  query: Query;
  engine: Engine;
  held: Held;
  answer: Answer;
  /** Steps that got their result in this answer; discovery follows the last one. */
  settled: { id: string; race: boolean }[];
  retryIn?: number;
}

/** Carries out the ops of one answer. Each is idempotent by (run, step): the SDK reports unfinished ones again. */
export async function applyOps(query: Query, engine: Engine, held: Held, answer: Answer): Promise<void> {
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

async function finish(work: Work, op: Op, memo: { data: unknown } | { error: ReturnType<typeof toWireError> }) {
  await settle(work.query, work.held.run.id, op.id, memo);
  work.settled.push({ id: op.id, race: isRace(work, op) });
}

async function failStep(work: Work, op: Op, final: boolean): Promise<void> {
  const { job, maxAttempts } = work.held;
  if (final || job.attempt + 1 >= maxAttempts) return finish(work, op, { error: toWireError(op.error) });
  work.retryIn = work.answer.retryAfterMs ?? work.engine.backoff(job.attempt);
}

async function plan(work: Work, op: Op): Promise<void> {
  await work.query(
    `INSERT INTO jobs.job (key, kind, run, step, fn, race, ckeys, climits)
     SELECT id || ':plan:' || $2, 'plan', id, $2, fn, $3, ckeys, climits FROM jobs.run WHERE id = $1
     ON CONFLICT (key) DO NOTHING`,
    [work.held.run.id, op.id, isRace(work, op)],
  );
}

async function addTimer(work: Work, kind: "sleep" | "expire", op: Op, delayMs: number): Promise<void> {
  await work.query(
    `INSERT INTO jobs.job (key, kind, run, step, race, run_at)
     VALUES ($1 || ':' || $2 || ':' || $3, $2, $1, $3, $4, now() + $5 * interval '1 millisecond')
     ON CONFLICT (key) DO NOTHING`,
    [work.held.run.id, kind, op.id, isRace(work, op), delayMs],
  );
}

async function waitForEvent(work: Work, op: Op): Promise<void> {
  const condition = typeof op.opts?.if === "string" ? op.opts.if : undefined;
  const fault = condition && expressionFault(condition);
  if (fault) throw new Unsupported(`Step "${nameOf(op)}" waits with an invalid condition: ${fault}`);
  const delay = delayOf(op, op.opts?.timeout);
  const [cause] = await work.query<{ body: unknown }>("SELECT body FROM jobs.event WHERE id = $1", [
    work.held.run.event_id,
  ]);
  const isNew = await addPause(work, op, "wait", op.name ?? "", condition, equality(condition, cause?.body));
  if (isNew) await addTimer(work, "expire", op, delay);
}

async function invoke(work: Work, op: Op): Promise<void> {
  const { run } = work.held;
  const target = String(op.opts?.function_id ?? "");
  const spec = work.engine.registry.get(target);
  if (!spec) {
    const message = work.engine.registry.refusal(target) ?? `The function "${target}" to invoke is not known.`;
    return finish(work, op, { error: { name: "Error", message } });
  }
  const delay = op.opts?.timeout === undefined ? undefined : delayOf(op, op.opts.timeout);
  if (!(await addPause(work, op, "invoke", `invoke:${target}`))) return;
  if (delay !== undefined) await addTimer(work, "expire", op, delay);
  const payload = isRecord(op.opts?.payload) && isRecord(op.opts.payload.data) ? op.opts.payload.data : {};
  const correlation = { fn_id: target, correlation_id: `${run.id}:${op.id}` };
  const event = internalEvent("inngest/function.invoked", { ...payload, _inngest: correlation });
  const { key, body } = event;
  await work.query("INSERT INTO jobs.event (id, name, body) VALUES ($1, $2, $3)", [
    key,
    body.name,
    JSON.stringify(body),
  ]);
  await startRuns(work.query, [{ spec, event, parent: { run: run.id, step: op.id } }]);
}

async function addPause(
  work: Work,
  op: Op,
  kind: "wait" | "invoke",
  event: string,
  condition?: string,
  match?: { path: string; value: string },
): Promise<boolean> {
  const rows = await work.query(
    `INSERT INTO jobs.pause (run, step, kind, event, expr, race, path, value)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      work.held.run.id,
      op.id,
      kind,
      event,
      condition ?? null,
      isRace(work, op),
      match?.path ?? "",
      match?.value ?? null,
    ],
  );
  return rows.length > 0;
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
  const rows = await work.query<{ id: string }>("SELECT id FROM jobs.step WHERE run = $1 AND id = ANY ($2)", [
    work.held.run.id,
    work.answer.ops.map(({ id }) => id),
  ]);
  return new Set(rows.map(({ id }) => id));
}

function delayOf(op: Op, when: unknown): number {
  const now = Date.now();
  const moment = parseMoment(typeof when === "string" ? when : "", now);
  if (moment === undefined) throw new Unsupported(`Step "${nameOf(op)}" has a time that is not understood: ${when}`);
  return Math.max(moment - now, 0);
}

function isRace(work: Work, op: Op): boolean {
  return work.answer.everyOp || op.opts?.parallelMode === "race";
}

function nameOf(op: Op): string {
  return op.displayName ?? op.name ?? op.id;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
