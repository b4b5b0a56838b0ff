import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { EventInput, Receipt } from "./contract";

/** SHA-256 of the event without its key, whatever the order of its fields. */
export function fingerprintOf({ idempotencyKey: _, ...event }: EventInput): string {
  return createHash("sha256")
    .update(JSON.stringify(sortKeys(event)))
    .digest("hex");
}

/**
 * Takes the key for this activity for 24 hours; concurrent calls with one key wait here for each other. Answers the
 * first call's receipt when the key was taken by the same event. Throws 409 when it was taken by another one.
 */
export async function claimKey(
  tx: Database,
  claim: { workspaceId: string; key: string; fingerprint: string; activityId: string },
): Promise<Receipt | undefined> {
  const { workspaceId, key, fingerprint, activityId } = claim;
  const taken = await tx.execute(sql`
    INSERT INTO idempotency_keys AS k (workspace_id, key, fingerprint, activity_id)
    VALUES (${workspaceId}, ${key}, ${fingerprint}, ${activityId})
    ON CONFLICT (workspace_id, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, activity_id = excluded.activity_id, expires_at = excluded.expires_at
      WHERE k.expires_at < clock_timestamp()`);
  if (taken.rowCount === 1) return undefined;
  const { rows } = await tx.execute<{ fingerprint: string; id: string; recipients: number; deliveries: number }>(sql`
    SELECT k.fingerprint, a.id, a.recipients, a.deliveries
    FROM idempotency_keys k JOIN activities a ON a.id = k.activity_id
    WHERE k.workspace_id = ${workspaceId} AND k.key = ${key}`);
  const first = rows[0];
  if (first?.fingerprint !== fingerprint) {
    throw new AppError("conflict", `The idempotency key “${key}” was used for another event within the last 24 hours.`);
  }
  return { eventId: first.id, recipients: first.recipients, deliveries: first.deliveries };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
