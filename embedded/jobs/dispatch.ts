import type { Query } from "./database";
import { debounce } from "./debounce";
import type { Engine, StoredEvent } from "./engine";
import { bucketOf, isTrue } from "./expressions";
import type { FunctionSpec } from "./function-spec";
import { resolvePauses } from "./pauses";
import { matchesName } from "./registry";
import { queueEvent, type Start, startRuns } from "./runs";

/**
 * Takes events in: all of this is one transaction, so that an event answered with 200 has its runs, and one that was
 * not has none. An id seen within 24 hours does nothing. An engine that may not dispatch leaves them to the leader.
 */
export async function receive(query: Query, engine: Engine, events: StoredEvent[]): Promise<void> {
  const keyOf = ({ key, body }: StoredEvent) => (body.id === key ? undefined : `event:${body.name}:${body.id}`);
  const keys = events.flatMap((event) => keyOf(event) ?? []);
  const claimed = await claimOnce(query, keys);
  const fresh = events.filter((event) => {
    const key = keyOf(event);
    return key === undefined || claimed.delete(key);
  });
  if (!engine.canDispatch()) {
    for (const event of fresh) await queueEvent(query, event);
    return;
  }
  const stored = new Set(await storeEvents(query, fresh));
  await dispatch(
    query,
    engine,
    fresh.filter(({ key }) => stored.delete(key)),
  );
}

/** Lets stored events do what they do: first to the runs that wait, then to the functions they start. */
export async function dispatch(query: Query, engine: Engine, events: StoredEvent[]): Promise<void> {
  if (events.length === 0) return;
  await resolvePauses(query, engine, events);
  const starts = events.flatMap((event) =>
    engine.registry
      .triggeredBy(event.body.name)
      .filter((spec) => isTriggered(spec, event))
      .map((spec) => ({ spec, event })),
  );
  const allowed = await withoutRepeats(query, starts);
  for (const { spec, event } of allowed) await debounce(query, spec, event);
  await startRuns(
    query,
    allowed.filter(({ spec }) => !spec.debounce),
  );
}

function isTriggered(spec: FunctionSpec, { body }: StoredEvent): boolean {
  return spec.events.some(
    ({ name, expression }) => matchesName(name, body.name) && (!expression || isTrue(expression, { event: body })),
  );
}

async function withoutRepeats(query: Query, starts: Start[]): Promise<Start[]> {
  const keyed = starts.map((start) => {
    const bucket = start.spec.idempotency && bucketOf(start.spec.idempotency, start.event.body);
    return { start, key: bucket ? `fn:${start.spec.id}:${bucket}` : undefined };
  });
  const claimed = await claimOnce(
    query,
    keyed.flatMap(({ key }) => key ?? []),
  );
  return keyed.filter(({ key }) => key === undefined || claimed.delete(key)).map(({ start }) => start);
}

/** Of the given keys those not used in the last 24 hours; they are used now. */
async function claimOnce(query: Query, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await query<{ key: string }>(
    `INSERT INTO jobs.once AS old (key) SELECT k FROM unnest($1::text[]) AS k
     ON CONFLICT (key) DO UPDATE SET at = now() WHERE old.at < now() - interval '24 hours' RETURNING key`,
    // Sorted, so that two batches never wait for each other.
    [[...new Set(keys)].sort()],
  );
  return new Set(rows.map(({ key }) => key));
}

async function storeEvents(query: Query, events: StoredEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  const rows = await query<{ id: string }>(
    `INSERT INTO jobs.event (id, name, body) SELECT id, name, body
     FROM json_to_recordset($1) AS x(id text, name text, body json) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [JSON.stringify(events.map(({ key, body }) => ({ id: key, name: body.name, body })))],
  );
  return rows.map(({ id }) => id);
}
