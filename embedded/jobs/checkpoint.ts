import { z } from "zod";
import { LEASE_MS } from "./claim";
import type { Database } from "./database";

const request = z.object({
  qi_id: z.string().regex(/^\d{1,18}$/),
  generation_id: z.int(),
  steps: z.array(z.object({ op: z.string(), id: z.string().min(1), data: z.unknown() })),
});

/**
 * Saves steps the SDK reports while its call is still open, if that call still holds the job.
 * @returns the status to answer: 200 saved, 409 the job has been taken over (the SDK then stops), 400 not understood,
 *   501 an op that only a whole answer may carry (the SDK then sends it that way)
 */
export async function saveCheckpoint(db: Database, run: string, body: unknown): Promise<200 | 400 | 409 | 501> {
  const { data } = request.safeParse(body);
  if (!data) return 400;
  if (data.steps.some(({ op }) => op !== "StepRun")) return 501;
  // One statement, so one round trip and one flush: every sequential step of every function waits for it.
  const rows = await db.query(
    `WITH r AS (SELECT id FROM jobs.run WHERE id = $1 AND status = 'running' FOR UPDATE),
       j AS (UPDATE jobs.job SET attempt = 0, lease_until = clock_timestamp() + $6 * interval '1 millisecond'
         WHERE id = $2 AND gen = $3 AND run = $1 AND EXISTS (SELECT 1 FROM r) RETURNING 1),
       s AS (INSERT INTO jobs.step (run, id, val)
         SELECT $1, x.id, x.val::json FROM unnest($4::text[], $5::text[]) AS x(id, val) WHERE EXISTS (SELECT 1 FROM j)
         ON CONFLICT DO NOTHING)
     SELECT 1 FROM j`,
    [
      run,
      data.qi_id,
      data.generation_id,
      data.steps.map(({ id }) => id),
      data.steps.map(({ data }) => JSON.stringify({ data: data ?? null })),
      LEASE_MS,
    ],
  );
  return rows.length > 0 ? 200 : 409;
}
