import type { Query } from "./database";
import type { DebouncePayload } from "./debounce";
import { dispatch } from "./dispatch";
import type { Engine, RunRow, StoredEvent, WireEvent } from "./engine";
import { log } from "./log";
import { endRun, internalEvent, startRuns } from "./runs";
import { addCron } from "./schedule";
import { discover, lockRun, resume, settle } from "./steps";

interface Timer {
  id: string;
  kind: "sleep" | "expire" | "event" | "debounce" | "cron" | "timeout";
  run: string | null;
  step: string | null;
  fn: string | null;
  race: boolean;
  payload: Record<string, unknown> | null;
}

const AT_ONCE = 8;
const TIMEOUT_ERROR = {
  name: "InngestInvokeTimeoutError",
  message: "Timed out waiting for invoked function to complete",
};

/**
 * Fires every due timer, each in its own transaction.
 * @returns whether there was any, and so perhaps is more
 */
export async function fireDueTimers(engine: Engine): Promise<boolean> {
  const due = await engine.db.query<{ id: string; run: string | null }>(
    `SELECT id::text, run FROM jobs.job
     WHERE lease_until IS NULL AND run_at <= clock_timestamp() AND kind NOT IN ('disc', 'plan')
       AND ($1 OR kind <> 'event')
     ORDER BY run_at, id LIMIT 200`,
    [engine.canDispatch()],
  );
  for (let i = 0; i < due.length; i += AT_ONCE) {
    await Promise.all(
      due.slice(i, i + AT_ONCE).map((timer) => engine.db.tx((query) => fire(query, engine, timer.id, timer.run))),
    );
  }
  if (due.length > 0) engine.nudge.calls();
  return due.length > 0;
}

async function fire(query: Query, engine: Engine, id: string, run: string | null): Promise<void> {
  if (run !== null && !(await lockRun(query, run))) return;
  const [timer] = await query<Timer>(
    `DELETE FROM jobs.job WHERE id = $1 AND run_at <= clock_timestamp()
     RETURNING id::text, kind, run, step, fn, race, payload`,
    [id],
  );
  if (!timer) return;
  switch (timer.kind) {
    case "sleep":
      return wake(query, timer);
    case "expire":
      return expire(query, timer);
    case "event":
      return dispatch(query, engine, await loadEvent(query, timer.payload?.event));
    case "debounce":
      return startDebounced(query, engine, timer);
    case "cron":
      return tick(query, engine, timer);
    case "timeout":
      return timeOut(query, engine, timer);
  }
}

async function wake(query: Query, { run, step, race }: Timer): Promise<void> {
  if (!run || !step) return;
  await settle(query, run, step, { raw: null });
  await discover(query, run, step, race);
}

async function expire(query: Query, { run, step }: Timer): Promise<void> {
  if (!run || !step) return;
  const [pause] = await query<{ kind: string }>("SELECT kind FROM jobs.pause WHERE run = $1 AND step = $2", [
    run,
    step,
  ]);
  if (pause) await resume(query, run, step, pause.kind === "invoke" ? { error: TIMEOUT_ERROR } : { raw: null });
}

async function startDebounced(query: Query, engine: Engine, timer: Timer): Promise<void> {
  const spec = engine.registry.get(timer.fn ?? "");
  const payload = timer.payload as DebouncePayload | null;
  const [event] = await loadEvent(query, payload?.event);
  if (spec && event) await startRuns(query, [{ spec, event }]);
  else log("warn", `A debounced event of function "${timer.fn}" is dropped: the app no longer has the function.`);
}

/** Starts the function of a due tick and queues the next tick with it; ticks missed while nothing ran are skipped. */
async function tick(query: Query, engine: Engine, { fn, payload }: Timer): Promise<void> {
  const spec = engine.registry.get(fn ?? "");
  const trigger = spec?.crons.find(({ cron }) => cron === payload?.cron);
  if (!spec || !trigger) return;
  const event = internalEvent("inngest/scheduled.timer", { cron: trigger.cron });
  await query("INSERT INTO jobs.event (id, name, body) VALUES ($1, $2, $3)", [
    event.key,
    event.body.name,
    JSON.stringify(event.body),
  ]);
  await startRuns(query, [{ spec, event }]);
  await addCron(query, spec.id, trigger);
}

async function timeOut(query: Query, engine: Engine, { id, run, payload }: Timer): Promise<void> {
  const [row] = await query<RunRow & { age: number | null }>(
    `SELECT id, fn, event_id, quiet, parent_run, parent_step,
       (extract(epoch FROM clock_timestamp() - started_at) * 1000)::float8 AS age FROM jobs.run WHERE id = $1`,
    [run],
  );
  if (!row || !run) return;
  const ms = Number(payload?.ms);
  if (payload?.which === "start" && row.age !== null) return;
  // The finish timeout counts from the start of the run, which may have been later than planned.
  if (payload?.which === "finish" && (row.age ?? 0) < ms) {
    await query(
      `INSERT INTO jobs.job (key, kind, run, fn, run_at, payload)
       VALUES ($1, 'timeout', $2, $3, clock_timestamp() + $4 * interval '1 millisecond', $5)`,
      [`${run}:timeout:finish:${id}`, run, row.fn, ms - (row.age ?? 0), JSON.stringify(payload)],
    );
    return;
  }
  await endRun(query, engine, row, { status: "cancelled", reason: `timeouts.${payload?.which} passed` });
}

async function loadEvent(query: Query, key: unknown): Promise<StoredEvent[]> {
  const rows = await query<{ body: WireEvent }>("SELECT body FROM jobs.event WHERE id = $1", [key]);
  return rows.map(({ body }) => ({ key: String(key), body }));
}
