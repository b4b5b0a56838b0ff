import type { Op } from "./answer";
import { equality, expressionFault } from "./expressions";
import { internalEvent, startRuns } from "./runs";
import { delayOf, finish, isRace, nameOf, Unsupported, type Work } from "./work";

/** Queues a call for one step of several. */
export async function plan(work: Work, op: Op): Promise<void> {
  await work.query(
    `INSERT INTO jobs.job (key, kind, run, step, fn, race, ckeys, climits)
     SELECT id || ':plan:' || $2, 'plan', id, $2, fn, $3, ckeys, climits FROM jobs.run WHERE id = $1
     ON CONFLICT (key) DO NOTHING`,
    [work.held.run.id, op.id, isRace(work, op)],
  );
}

/** Queues the end of a sleep, or of the patience of a wait. */
export async function addTimer(work: Work, kind: "sleep" | "expire", op: Op, delayMs: number): Promise<void> {
  await work.query(
    `INSERT INTO jobs.job (key, kind, run, step, race, run_at)
     VALUES ($1 || ':' || $2 || ':' || $3, $2, $1, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
     ON CONFLICT (key) DO NOTHING`,
    [work.held.run.id, kind, op.id, isRace(work, op), delayMs],
  );
}

/** Lets the run wait for an event. */
export async function waitForEvent(work: Work, op: Op): Promise<void> {
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

/** Starts another function and lets the run wait for its end. */
export async function invoke(work: Work, op: Op): Promise<void> {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
