import type { Database } from "./database";

const BATCH = 2_000;

/** Deletes finished runs with their steps, events without runs, and used keys, once older than `maxAgeMs`. */
export async function prune(db: Database, maxAgeMs: number): Promise<void> {
  const old = "now() - $1 * interval '1 millisecond'";
  const runs = `SELECT id FROM jobs.run WHERE finished_at < ${old} LIMIT ${BATCH}`;
  // An event may also be waiting in a timer: a debounce, or its own dispatch.
  const events = `SELECT id FROM jobs.event e WHERE received_at < ${old}
    AND NOT EXISTS (SELECT 1 FROM jobs.run r WHERE r.event_id = e.id)
    AND NOT EXISTS (SELECT 1 FROM jobs.job j WHERE j.kind IN ('event', 'debounce') AND j.payload ->> 'event' = e.id)
    LIMIT ${BATCH}`;
  const keys = `SELECT key FROM jobs.once WHERE at < ${old} LIMIT ${BATCH}`;
  await deleteAll(db, `DELETE FROM jobs.run WHERE id IN (${runs}) RETURNING 1`, maxAgeMs);
  await deleteAll(db, `DELETE FROM jobs.event WHERE id IN (${events}) RETURNING 1`, maxAgeMs);
  await deleteAll(db, `DELETE FROM jobs.once WHERE key IN (${keys}) RETURNING 1`, maxAgeMs);
}

async function deleteAll(db: Database, statement: string, maxAgeMs: number): Promise<void> {
  let deleted: number;
  do deleted = (await db.query(statement, [maxAgeMs])).length;
  while (deleted === BATCH);
}
