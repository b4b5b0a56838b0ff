import type pg from "pg";

/** How long nobody else leads after the holder was last heard: the longest time without a leader. */
export const LEASE_MS = 10_000;

export interface Claimant {
  /** The engine. */
  owner: string;
  /** Jobs whose calls it has under way from an earlier lease. */
  inFlight: string[];
}

/**
 * Takes the lease if it is free: given back, run out, our own, or its holder's connection has ended. In the same
 * statement the calls of whoever led before are freed, which makes recovery from a kill instant; so no straggler of an
 * older holder can free those of a newer one.
 * @returns the generation; undefined while another engine leads
 */
export async function takeLease(client: pg.Client, { owner, inFlight }: Claimant): Promise<number | undefined> {
  const { rows } = await client.query<{ generation: number }>(
    `WITH seat AS (
       INSERT INTO jobs.leader AS l (owner, generation, lease_until, pid, pid_since)
       SELECT $1, extract(epoch FROM clock_timestamp()) * 1000, clock_timestamp() + $2 * interval '1 millisecond',
         a.pid, a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()
       ON CONFLICT (one) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, pid_since = excluded.pid_since,
         generation = greatest(l.generation + 1, excluded.generation), lease_until = excluded.lease_until
       WHERE l.owner = excluded.owner OR l.lease_until < clock_timestamp() OR NOT EXISTS (
         SELECT FROM pg_stat_activity a WHERE a.pid = l.pid AND a.backend_start IS NOT DISTINCT FROM l.pid_since)
       RETURNING generation
     ), freed AS (
       UPDATE jobs.job SET lease_until = NULL, owner = NULL WHERE EXISTS (SELECT FROM seat) AND id IN (
         SELECT id FROM jobs.job WHERE lease_until IS NOT NULL AND NOT (owner = $1 AND id = ANY ($3::bigint[]))
         FOR UPDATE SKIP LOCKED)
     )
     SELECT generation::float8 FROM seat`,
    [owner, LEASE_MS, inFlight],
  );
  return rows[0]?.generation;
}

/** @returns false when another engine has taken over */
export async function renewLease(client: pg.Client, generation: number): Promise<boolean> {
  const { rowCount } = await client.query(
    "UPDATE jobs.leader SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE generation = $1",
    [generation, LEASE_MS],
  );
  return rowCount === 1;
}

/** Lets another engine lead at once. */
export async function giveLeaseBack(client: pg.Client, generation: number): Promise<void> {
  await client.query("UPDATE jobs.leader SET lease_until = '-infinity' WHERE generation = $1", [generation]);
}
