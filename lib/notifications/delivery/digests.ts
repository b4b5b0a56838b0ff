import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import { transact } from "@/db/transaction";
import { WAITS } from "../preferences/timing";

/** Digests built in one transaction. */
const BATCH = 200;

/**
 * Makes the digests of this workspace and channel that are due: of each, what waits for it and is still unread is told
 * of by one delivery of the digest's own, which is then sent like any other; what was read meanwhile is cancelled. One
 * transaction for each few, so that a worker killed anywhere has built a digest or has not.
 */
export async function buildDigests(workspaceId: string, channel: DeliveryChannel): Promise<void> {
  for (;;) {
    const { rows } = await db().execute<{ id: string }>(sql`
      ${PLAN_EACH_TIME}
      SELECT DISTINCT digest_id AS id FROM (
        SELECT digest_id FROM deliveries
        WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND state IN ('pending', 'retrying', 'sending')
          AND next_attempt_at <= statement_timestamp() AND digest_id IS NOT NULL AND notification_id IS NOT NULL
        ORDER BY next_attempt_at, id LIMIT ${BATCH}) due`);
    if (rows.length === 0) return;
    await transact((tx) =>
      build(
        tx,
        rows.map(({ id }) => id),
      ),
    );
  }
}

/**
 * A fan-out that adds to a digest holds its row until it commits: locked first, all that was added is seen. In the order
 * of the people, as fan-outs lock them. What was put off for a digest that is built already goes out by itself.
 */
async function build(tx: Database, ids: string[]): Promise<void> {
  const given = sql`${sql.param(ids)}::uuid[]`;
  await tx.execute(sql`SELECT FROM digests WHERE id = ANY(${given}) ORDER BY user_id, id FOR UPDATE`);
  await tx.execute(sql`
    UPDATE deliveries SET digest_id = NULL, reason = NULL WHERE id IN (
      SELECT d.id FROM deliveries d JOIN digests g ON g.id = d.digest_id
      WHERE g.id = ANY(${given}) AND g.built_at IS NOT NULL AND d.notification_id IS NOT NULL
        AND d.state IN ('pending', 'retrying', 'sending') ORDER BY d.id FOR UPDATE OF d)`);
  await tx.execute(sql`
    WITH waiting AS (
      SELECT d.id, d.digest_id, d.address,
        n.read_at IS NULL AND n.archived_at IS NULL AND n.deleted_at IS NULL AS is_unread
      FROM deliveries d JOIN notifications n ON n.id = d.notification_id
      WHERE d.digest_id = ANY(${given}) AND d.state = 'pending' ORDER BY d.id FOR UPDATE OF d
    ), settled AS (
      UPDATE deliveries d SET state = CASE WHEN is_unread THEN 'skipped' ELSE 'cancelled' END,
        reason = CASE WHEN is_unread THEN ${WAITS.digest} ELSE 'read before it was sent' END
      FROM waiting w WHERE d.id = w.id
    ), notified AS (
      INSERT INTO deliveries (workspace_id, user_id, channel, address, digest_id, deferred_for)
      SELECT g.workspace_id, g.user_id, g.channel, w.address, g.id, g.window_at
      FROM (SELECT DISTINCT ON (digest_id) digest_id, address FROM waiting WHERE is_unread ORDER BY digest_id, id DESC) w
      JOIN digests g ON g.id = w.digest_id
    )
    UPDATE digests SET built_at = clock_timestamp() WHERE id = ANY(${given}) AND built_at IS NULL`);
}
