import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { isStopping } from "@/lib/shutdown";

/** What has served its time, and when it may go. Each is found by an index or in a small table. */
const EXPIRED = {
  idempotency_keys: sql`expires_at < clock_timestamp()`,
  // Full again long ago, whatever their pace: an absent bucket is a full one.
  rate_buckets: sql`updated_at < clock_timestamp() - interval '7 days'`,
  login_codes: sql`expires_at < clock_timestamp() - interval '1 day'`,
  device_logins: sql`expires_at < clock_timestamp() - interval '1 day'`,
  // Failures so long ago say nothing about a provider today.
  credential_pauses: sql`greatest(until, updated_at) < clock_timestamp() - interval '7 days'`,
  notification_groups: sql`closed_at < clock_timestamp() - interval '90 days'
    AND NOT EXISTS (SELECT FROM notifications n WHERE n.group_id = t.id)`,
};
const BATCH = 5000;

/** Removes what nobody can use any more, in batches. Returns how many rows of which table. */
export async function deleteExpired(): Promise<Record<string, number>> {
  const forgotten: Record<string, number> = {};
  for (const [table, isExpired] of Object.entries(EXPIRED)) {
    let count = 0;
    for (let last = BATCH; last === BATCH && !isStopping(); count += last) {
      const { rowCount } = await db().execute(sql`
        DELETE FROM ${sql.identifier(table)} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${sql.identifier(table)} t WHERE ${isExpired} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`);
      last = rowCount ?? 0;
    }
    forgotten[table] = count;
  }
  return forgotten;
}
