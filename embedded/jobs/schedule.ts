import { nextTick } from "./cron";
import type { Query } from "./database";
import type { FunctionSpec } from "./function-spec";

type CronTrigger = FunctionSpec["crons"][number];

/** Queues the next tick of every cron trigger that has none queued, and drops the ticks of triggers that are gone. */
export async function scheduleCrons(query: Query, specs: FunctionSpec[]): Promise<void> {
  const wanted = specs.flatMap((spec) => spec.crons.map((trigger) => ({ fn: spec.id, trigger })));
  const queued = await query<{ id: string; fn: string; cron: string }>(
    "SELECT id::text, fn, payload ->> 'cron' AS cron FROM jobs.job WHERE kind = 'cron' ORDER BY id FOR UPDATE",
  );
  const nameOf = (fn: string, cron: string) => `${fn}\n${cron}`;
  const wantedNames = new Set(wanted.map(({ fn, trigger }) => nameOf(fn, trigger.cron)));
  const gone = queued.filter(({ fn, cron }) => !wantedNames.has(nameOf(fn, cron)));
  await query("DELETE FROM jobs.job WHERE id = ANY ($1::bigint[])", [gone.map(({ id }) => id)]);
  const queuedNames = new Set(queued.map(({ fn, cron }) => nameOf(fn, cron)));
  for (const { fn, trigger } of wanted) {
    if (!queuedNames.has(nameOf(fn, trigger.cron))) await addCron(query, fn, trigger);
  }
}

/** Queues the next tick of one trigger. */
export async function addCron(query: Query, fn: string, { cron, jitterMs }: CronTrigger): Promise<void> {
  // By the database's clock, which all engines share: it also says when the tick is due.
  const [clock] = await query<{ now: number }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now");
  const now = Math.floor(clock?.now ?? Date.now());
  const at = nextTick(cron, now);
  const delay = at - now + Math.random() * jitterMs;
  await query(
    `INSERT INTO jobs.job (key, kind, fn, run_at, payload)
     VALUES ($1, 'cron', $2, clock_timestamp() + $3 * interval '1 millisecond', json_build_object('cron', $4::text))
     ON CONFLICT (key) DO NOTHING`,
    [`cron:${fn}:${cron}:${at}`, fn, delay, cron],
  );
}
