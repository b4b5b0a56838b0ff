import { type SQL, sql } from "drizzle-orm";
import type { Priority } from "@/db/enums";
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

const verdict = sql`(notified.decision->a.channel)`;

/**
 * Where `told` are told of something of this priority besides their inbox: `id, user_id, channel, address`, and for
 * what does not go out at once until when it is `due`, for what `reason`, and whether `in_digest`.
 */
export const addressed = (priority: Priority): SQL => sql`
  SELECT *, ${waitingFor(sql`verdict`, sql`due`)} AS reason, ${isForDigest(sql`verdict`)} AS in_digest
  FROM (
    SELECT notified.id, notified.user_id, a.channel, a.address, ${verdict} AS verdict, s.quiet, ${dueAt(
      sql`statement_timestamp()`,
      { userId: sql`notified.user_id`, decision: sql`notified.decision`, channel: sql`a.channel`, quiet: sql`s.quiet` },
    )} AS due
    FROM notified JOIN (${ADDRESSES}) a USING (user_id) LEFT JOIN ${quietHours(sql`notified.user_id`, priority)}
    WHERE (${verdict}->>'on')::boolean) one`;

/**
 * The digests that `addressed` asks for, made where there is none yet, in the order of their people. Their rows stay
 * locked until this commits, so that none is built without what is added here; one that is built already takes no more.
 */
export const digestsOf = (workspaceId: string): SQL => sql`
  INSERT INTO digests AS g (workspace_id, user_id, channel, window_at)
  SELECT DISTINCT ${workspaceId}::uuid, user_id, channel, due FROM addressed WHERE in_digest ORDER BY user_id
  ON CONFLICT (user_id, workspace_id, channel, window_at) DO UPDATE SET window_at = excluded.window_at
    WHERE g.built_at IS NULL
  RETURNING id, user_id, channel`;
