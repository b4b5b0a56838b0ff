import type { Query } from "./database";
import type { Engine, RunRow, StoredEvent, WireError, WireEvent } from "./engine";
import { bucketOf, equality } from "./expressions";
import type { FunctionSpec } from "./function-spec";
import { lockRun, resume } from "./steps";
import { ulid } from "./ulid";

export interface Start {
  spec: FunctionSpec;
  event: StoredEvent;
  parent?: { run: string; step: string };
}

export type Ending =
  | { status: "completed"; result: unknown }
  | { status: "failed"; error: WireError }
  | { status: "cancelled"; reason: string };

/** Starts runs; one whose event lies in the future makes its first call then. Limits' keys are evaluated here, once. */
export async function startRuns(query: Query, starts: Start[]): Promise<void> {
  if (starts.length === 0) return;
  const plans = starts.map(planRun);
  await query(
    `WITH runs AS (
       INSERT INTO jobs.run (id, fn, event_id, quiet, ckeys, climits, parent_run, parent_step)
       SELECT * FROM json_to_recordset($1) AS x(id text, fn text, event_id text, quiet boolean, ckeys text[],
         climits int[], parent_run text, parent_step text)
     ), calls AS (
       INSERT INTO jobs.job (key, kind, run, fn, run_at, ckeys, climits, payload)
       SELECT key, kind, run, fn, clock_timestamp() + delay * interval '1 millisecond', ckeys, climits, payload
       FROM json_to_recordset($2) AS x(key text, kind text, run text, fn text, delay float8, ckeys text[],
         climits int[], payload json)
     )
     INSERT INTO jobs.pause (run, step, kind, event, expr, path, value, expires_at)
     SELECT run, step, 'cancel', event, expr, path, value, clock_timestamp() + expires * interval '1 millisecond'
     FROM json_to_recordset($3) AS x(run text, step text, event text, expr text, path text, value text, expires float8)`,
    [plans.map((p) => p.run), plans.flatMap((p) => p.jobs), plans.flatMap((p) => p.cancels)].map((v) =>
      JSON.stringify(v),
    ),
  );
}

/** Ends a locked run: nothing of it stays queued, an invoking step gets its answer, interested functions an event. */
export async function endRun(query: Query, engine: Engine, run: RunRow, ending: Ending): Promise<void> {
  const [row] = await query<{ awaited: string[] }>(
    `WITH run AS (UPDATE jobs.run SET status = $2, output = $3, finished_at = now() WHERE id = $1),
       jobs AS (DELETE FROM jobs.job WHERE run = $1),
       pauses AS (DELETE FROM jobs.pause WHERE run = $1)
     SELECT array(SELECT DISTINCT event FROM jobs.pause WHERE event = ANY ($4) AND run <> $1) AS awaited`,
    [run.id, ending.status, JSON.stringify(outputOf(ending) ?? null), internalNames(ending)],
  );
  if (run.parent_run && run.parent_step && (await lockRun(query, run.parent_run))) {
    const memo = ending.status === "completed" ? { data: ending.result ?? null } : { error: errorOf(ending) };
    await resume(query, run.parent_run, run.parent_step, memo);
  }
  if (run.quiet) return;
  const awaited = new Set(row?.awaited);
  const wanted = internalNames(ending).filter((n) => awaited.has(n) || engine.registry.triggeredBy(n).length > 0);
  for (const name of wanted) await emitInternal(query, run, ending, name);
}

/** Stores an event that the timers will dispatch in a transaction of its own (so locks are taken in one order). */
export async function queueEvent(query: Query, event: StoredEvent): Promise<void> {
  await query(
    `WITH event AS (INSERT INTO jobs.event (id, name, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id)
     INSERT INTO jobs.job (key, kind, payload) SELECT 'event:' || id, 'event', json_build_object('event', id) FROM event
     ON CONFLICT (key) DO NOTHING`,
    [event.key, event.body.name, JSON.stringify(event.body)],
  );
  // Delivered with the commit, to whichever engine leads.
  await query("NOTIFY belfry_jobs");
}

export function internalEvent(name: string, data: Record<string, unknown>): StoredEvent {
  const key = ulid();
  return { key, body: { id: key, name, data, ts: Date.now(), user: {} } };
}

function planRun({ spec, event, parent }: Start) {
  const id = ulid();
  const { ckeys, climits } = limitsOf(spec, event.body, id);
  const startIn = Math.max(event.body.ts - Date.now(), 0);
  const job = { key: `${id}:disc:start`, kind: "disc", run: id, fn: spec.id, delay: startIn, ckeys, climits };
  const timeouts = Object.entries({ start: spec.timeouts.startMs, finish: spec.timeouts.finishMs }).flatMap(
    ([which, ms]) => ({ key: `${id}:timeout:${which}`, ms, which }),
  );
  return {
    run: {
      id,
      fn: spec.id,
      event_id: event.key,
      quiet: /^inngest\/function\.(failed|finished|cancelled)$/.test(event.body.name),
      ckeys,
      climits,
      parent_run: parent?.run,
      parent_step: parent?.step,
    },
    jobs: [
      job,
      ...timeouts.flatMap(({ key, ms, which }) =>
        ms === undefined
          ? []
          : [{ ...job, key, kind: "timeout", delay: startIn + ms, ckeys: [], climits: [], payload: { which, ms } }],
      ),
    ],
    cancels: spec.cancel.map((cancel, index) => ({
      run: id,
      step: `cancel:${index}`,
      event: cancel.event,
      expr: cancel.expression,
      path: "",
      ...equality(cancel.expression, event.body),
      expires: cancel.timeoutMs === undefined ? null : startIn + cancel.timeoutMs,
    })),
  };
}

function limitsOf(spec: FunctionSpec, event: WireEvent, run: string): { ckeys: string[]; climits: number[] } {
  const buckets = spec.concurrency.flatMap(({ key, limit, scope }) => {
    const bucket = key === undefined ? "" : (bucketOf(key, event) ?? run);
    if (bucket === false) return [];
    return [{ key: scope === "fn" ? `fn:${spec.id}:${bucket}` : `${scope}:${bucket}`, limit }];
  });
  return { ckeys: buckets.map((b) => b.key), climits: buckets.map((b) => b.limit) };
}

function outputOf(ending: Ending): unknown {
  if (ending.status === "completed") return ending.result;
  return ending.status === "failed" ? ending.error : { reason: ending.reason };
}

function errorOf(ending: Exclude<Ending, { status: "completed" }>): WireError {
  return ending.status === "failed"
    ? ending.error
    : { name: "Error", message: `The invoked function was cancelled: ${ending.reason}` };
}

function internalNames({ status }: Ending): string[] {
  return ["inngest/function.finished", ...(status === "completed" ? [] : [`inngest/function.${status}`])];
}

async function emitInternal(query: Query, run: RunRow, ending: Ending, name: string): Promise<void> {
  const [cause] = await query<{ body: WireEvent }>("SELECT body FROM jobs.event WHERE id = $1", [run.event_id]);
  const status = { completed: "Completed", failed: "Failed", cancelled: "Cancelled" }[ending.status];
  const outcome = ending.status === "completed" ? { result: ending.result } : { error: errorOf(ending) };
  const correlation = run.parent_run ? { correlation_id: `${run.parent_run}:${run.parent_step}` } : {};
  const data = { function_id: run.fn, run_id: run.id, event: cause?.body, events: cause ? [cause.body] : [] };
  await queueEvent(query, internalEvent(name, { ...data, ...outcome, ...correlation, _inngest: { status } }));
}
