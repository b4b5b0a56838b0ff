import type { Query } from "./database";
import type { StoredEvent } from "./engine";
import { bucketOf } from "./expressions";
import type { FunctionSpec } from "./function-spec";

/** What the timer of a debounce carries: the event to start with, and when the first of the series came (epoch ms). */
export interface DebouncePayload {
  event: string;
  ts: number;
  first: number;
}

/** Puts the start off by the period, keeping the newest event by `ts`; the timeout counts from the first event. */
export async function debounce(query: Query, spec: FunctionSpec, event: StoredEvent): Promise<void> {
  if (!spec.debounce) return;
  const { key, periodMs, timeoutMs } = spec.debounce;
  const bucket = key === undefined ? "" : bucketOf(key, event.body) || event.key;
  const delay = Math.max(event.body.ts - Date.now(), 0) + periodMs;
  await query(
    `INSERT INTO jobs.job AS old (key, kind, fn, run_at, payload)
     VALUES ($1, 'debounce', $2, clock_timestamp() + $3 * interval '1 millisecond',
       json_build_object('event', $4::text, 'ts', $5::float8, 'first', extract(epoch FROM now()) * 1000))
     ON CONFLICT (key) DO UPDATE SET
       run_at = least(excluded.run_at, to_timestamp(((old.payload ->> 'first')::float8 + $6) / 1000)),
       payload = CASE WHEN (old.payload ->> 'ts')::float8 > $5 THEN old.payload
         ELSE json_build_object('event', $4::text, 'ts', $5::float8, 'first', (old.payload ->> 'first')::float8) END`,
    [`debounce:${spec.id}:${bucket}`, spec.id, delay, event.key, event.body.ts, timeoutMs ?? null],
  );
}
