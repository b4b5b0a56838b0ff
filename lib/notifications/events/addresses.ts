import { type SQL, sql } from "drizzle-orm";
import { CHANNEL_REGISTRY } from "../channels/registry";
import { OUTGOING } from "../preferences/decision";
import { dueAt, isForDigest, quietHours, waitingFor } from "../preferences/timing";

/** `SELECT channel, user_id, address` of everybody, by every channel. */
const ADDRESSES = sql.join(
  OUTGOING.map(
    (channel) =>
      sql`SELECT ${sql.raw(`'${channel}'`)} AS channel, * FROM (${CHANNEL_REGISTRY[channel].addressesOf}) of`,
  ),
  sql` UNION ALL `,
);

/**
 * CTEs, the last of them `addressed`: where those `notified(id, user_id, decision, priority)` are told besides their
 * inbox: `id, user_id, channel, address, priority`, and for what does not go out at once until when it is `due`, for what `reason`,
 * and whether `in_digest`.
 */
export const ADDRESSED = sql`
  wanted AS (
    SELECT id, user_id, decision, priority, c.key AS channel, c.value AS verdict
    FROM notified CROSS JOIN jsonb_each(decision) c WHERE c.key <> 'in_app' AND (c.value->>'on')::boolean
  ), addressed AS MATERIALIZED (
    SELECT *, ${waitingFor(sql`verdict`, sql`due`)} AS reason, ${isForDigest(sql`verdict`)} AS in_digest
    FROM (
      SELECT wanted.id, wanted.user_id, wanted.channel, a.address, priority, verdict, s.quiet, ${dueAt(
        sql`statement_timestamp()`,
        { userId: sql`wanted.user_id`, decision: sql`decision`, channel: sql`wanted.channel`, quiet: sql`s.quiet` },
      )} AS due
      FROM wanted JOIN (${ADDRESSES}) a USING (user_id, channel)
      LEFT JOIN ${quietHours(sql`wanted.user_id`, sql`priority`)}
      -- Worked out once, not wherever it is named.
      OFFSET 0
    ) one
  )`;

/**
 * The digests that `addressed` asks for, made where there is none yet, in the order of their people. Their rows stay
 * locked until this commits, so that none is built without what is added here; one that is built already takes no more.
 */
export const digestsOf = (workspaceId: string): SQL => sql`
  INSERT INTO digests AS g (workspace_id, user_id, channel, window_at)
  SELECT DISTINCT ${workspaceId}::uuid, user_id, channel, due FROM addressed WHERE in_digest ORDER BY user_id
  ON CONFLICT (user_id, workspace_id, channel, window_at) DO UPDATE SET window_at = excluded.window_at
    WHERE g.built_at IS NULL
  RETURNING id, user_id, channel, window_at`;
