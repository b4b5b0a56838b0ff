import type { Query } from "./database";
import type { WireError } from "./engine";

/** What the SDK finds for a step: see the memo table of the protocol. */
export type Memo = { data: unknown } | { error: WireError } | { raw: unknown };

/**
 * Locks a run that is still going. Everything that changes a run does this first and touches its jobs second.
 * @returns false when the run has ended
 */
export async function lockRun(query: Query, run: string): Promise<boolean> {
  const rows = await query("SELECT 1 FROM jobs.run WHERE id = $1 AND status = 'running' FOR UPDATE", [run]);
  return rows.length > 0;
}

/** Stores a step's result; the first result of a step stays. */
export async function settle(query: Query, run: string, step: string, memo: Memo): Promise<void> {
  const value = "raw" in memo ? memo.raw : memo;
  await query("INSERT INTO jobs.step (run, id, val) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    run,
    step,
    JSON.stringify(value ?? null),
  ]);
}

/**
 * Calls the function again to find what follows `cause`. Waits until no other branch is under way, except after a
 * branch of a race.
 */
export async function discover(query: Query, run: string, cause: string, race: boolean): Promise<void> {
  await query(
    `INSERT INTO jobs.job (key, kind, run, fn, ckeys, climits)
     SELECT r.id || ':disc:' || $2, 'disc', r.id, r.fn, r.ckeys, r.climits FROM jobs.run r
     WHERE r.id = $1 AND ($3 OR NOT EXISTS (
       SELECT 1 FROM jobs.job o WHERE o.run = $1 AND o.kind IN ('plan', 'sleep') AND NOT o.race
     ) AND NOT EXISTS (
       SELECT 1 FROM jobs.pause p WHERE p.run = $1 AND p.kind <> 'cancel' AND NOT p.race
     ))
     ON CONFLICT (key) DO NOTHING`,
    [run, cause, race],
  );
}

/**
 * Ends a wait or an invocation of a locked run.
 * @returns false when it had ended already
 */
export async function resume(query: Query, run: string, step: string, memo: Memo): Promise<boolean> {
  const [pause] = await query<{ race: boolean }>(
    `WITH timer AS (DELETE FROM jobs.job WHERE key = $1 || ':expire:' || $2)
     DELETE FROM jobs.pause WHERE run = $1 AND step = $2 AND kind <> 'cancel' RETURNING race`,
    [run, step],
  );
  if (!pause) return false;
  await settle(query, run, step, memo);
  await discover(query, run, step, pause.race);
  return true;
}
