/** Raised with every change of the text below; a database at this version is left alone at boot. */
export const SCHEMA_VERSION = 4;

/**
 * The engine's own schema. Payloads are `json`, not `jsonb`: they are only stored and returned, and `jsonb` refuses
 * strings with a NUL. `job` holds calls to the app (`disc`, `plan`; leased) and timers (everything else).
 */
export const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS jobs;

CREATE TABLE IF NOT EXISTS jobs.schema_version (version int PRIMARY KEY);

CREATE TABLE IF NOT EXISTS jobs.fn (
  id text PRIMARY KEY,
  app text NOT NULL,
  config json NOT NULL,
  active boolean NOT NULL DEFAULT true,
  synced_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS jobs.event (
  id text PRIMARY KEY,
  name text NOT NULL,
  body json NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS event_received ON jobs.event (received_at);

-- Event ids and idempotency keys: each starts something once in 24 hours.
CREATE TABLE IF NOT EXISTS jobs.once (
  key text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS once_at ON jobs.once (at);

CREATE TABLE IF NOT EXISTS jobs.run (
  id text PRIMARY KEY,
  fn text NOT NULL,
  event_id text NOT NULL,
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
  output json,
  quiet boolean NOT NULL DEFAULT false,
  ckeys text[] NOT NULL DEFAULT '{}',
  climits int[] NOT NULL DEFAULT '{}',
  parent_run text,
  parent_step text,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX IF NOT EXISTS run_event ON jobs.run (event_id);
CREATE INDEX IF NOT EXISTS run_finished ON jobs.run (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS jobs.step (
  run text NOT NULL REFERENCES jobs.run ON DELETE CASCADE,
  id text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  val json NOT NULL,
  PRIMARY KEY (run, id)
);

CREATE TABLE IF NOT EXISTS jobs.job (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('disc', 'plan', 'sleep', 'expire', 'event', 'debounce', 'cron', 'timeout')),
  run text,
  step text,
  fn text,
  race boolean NOT NULL DEFAULT false,
  attempt int NOT NULL DEFAULT 0,
  misses int NOT NULL DEFAULT 0,
  gen bigint NOT NULL DEFAULT 0,
  run_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  owner text,
  ckeys text[] NOT NULL DEFAULT '{}',
  climits int[] NOT NULL DEFAULT '{}',
  payload json
);
-- Jobs live for moments: without this, vacuum would come too seldom for how fast rows die.
ALTER TABLE jobs.job SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
CREATE INDEX IF NOT EXISTS job_due ON jobs.job (run_at) WHERE lease_until IS NULL;
CREATE INDEX IF NOT EXISTS job_leased ON jobs.job (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX IF NOT EXISTS job_run ON jobs.job (run) WHERE run IS NOT NULL;

-- What a run waits for: an event, an invoked function, or an event that cancels it.
CREATE TABLE IF NOT EXISTS jobs.pause (
  run text NOT NULL REFERENCES jobs.run ON DELETE CASCADE,
  step text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('wait', 'invoke', 'cancel')),
  event text NOT NULL,
  expr text,
  path text NOT NULL DEFAULT '',
  value text,
  race boolean NOT NULL DEFAULT false,
  expires_at timestamptz,
  PRIMARY KEY (run, step)
);
CREATE INDEX IF NOT EXISTS pause_event ON jobs.pause (event, path, value);

-- Which engine leads, in one row: a lease by this server's clock, with a new generation for every holder. Its connection
-- is noted, for the server knows at once when the holder's process has died.
CREATE TABLE IF NOT EXISTS jobs.leader (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  owner text NOT NULL,
  generation bigint NOT NULL,
  lease_until timestamptz NOT NULL,
  pid int NOT NULL,
  pid_since timestamptz
);

-- Leases up to p_limit due calls and returns them with all that a call needs; nothing to an engine that no longer leads.
-- A generation is never used twice, not even after a crash that loses this unflushed commit: it follows the clock.
-- Losing the commit itself only means that the job is claimed again. The last statement must stay inside the function:
-- there it sees what the claim saw, while a join around the function would read from an older snapshot and miss a step
-- that was stored just before.
DROP FUNCTION IF EXISTS jobs.claim;
CREATE FUNCTION jobs.claim(p_owner text, p_generation bigint, p_limit int, p_lease_ms int) RETURNS TABLE (
  id text, gen float8, kind text, run text, fn text, step text, attempt int, misses int,
  event json, steps json, others boolean
)
LANGUAGE plpgsql AS $claim$
DECLARE
  j jobs.job;
  full_keys text[];
  skipped boolean;
  claimed bigint[] := '{}';
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM pg_advisory_xact_lock(hashtextextended('belfry.jobs.claim', 0));
  IF NOT EXISTS (SELECT FROM jobs.leader l WHERE l.generation = p_generation) THEN
    RETURN;
  END IF;
  LOOP
    skipped := false;
    SELECT coalesce(array_agg(f.k), '{}') INTO full_keys FROM (
      SELECT c.k FROM jobs.job l, unnest(l.ckeys, l.climits) AS c(k, n)
      WHERE l.lease_until IS NOT NULL GROUP BY c.k HAVING count(*) >= min(c.n)
    ) f;
    FOR j IN
      SELECT * FROM jobs.job d
      WHERE d.lease_until IS NULL AND d.run_at <= clock_timestamp() AND d.kind IN ('disc', 'plan')
        AND NOT d.ckeys && full_keys
      ORDER BY d.run_at, d.id LIMIT p_limit - cardinality(claimed) FOR UPDATE SKIP LOCKED
    LOOP
      -- One of its keys became full in this round; the next round looks past it.
      IF EXISTS (
        SELECT 1 FROM unnest(j.ckeys, j.climits) AS c(k, n)
        WHERE (SELECT count(*) FROM jobs.job l WHERE l.lease_until IS NOT NULL AND c.k = ANY (l.ckeys)) >= c.n
      ) THEN
        skipped := true;
        CONTINUE;
      END IF;
      UPDATE jobs.job u SET owner = p_owner,
        lease_until = clock_timestamp() + p_lease_ms * interval '1 millisecond',
        gen = greatest(u.gen + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
      WHERE u.id = j.id;
      claimed := claimed || j.id;
    END LOOP;
    EXIT WHEN NOT skipped;
  END LOOP;
  IF cardinality(claimed) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT c.id::text, c.gen::float8, c.kind, c.run, c.fn, c.step, c.attempt, c.misses, e.body,
      coalesce((SELECT json_agg(json_build_array(s.id, s.val) ORDER BY s.seq) FROM jobs.step s WHERE s.run = c.run),
        '[]'::json),
      EXISTS (SELECT 1 FROM jobs.job o WHERE o.run = c.run AND o.id <> c.id AND o.kind IN ('disc', 'plan', 'sleep'))
        OR EXISTS (SELECT 1 FROM jobs.pause p WHERE p.run = c.run AND p.kind <> 'cancel')
    FROM jobs.job c JOIN jobs.run r ON r.id = c.run JOIN jobs.event e ON e.id = r.event_id
    WHERE c.id = ANY (claimed) ORDER BY c.run_at, c.id;
END
$claim$;
`;
