import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
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
 * `INSERT … RETURNING activity_id`: takes the keys of `understood(activity_id, idempotency_key, fingerprint)` for 24
 * hours; concurrent calls with one key wait here for each other. What is not answered was taken before.
 */
export const takeKeys = (workspaceId: string): SQL => sql`
  INSERT INTO idempotency_keys AS k (workspace_id, key, fingerprint, activity_id)
  SELECT ${workspaceId}::uuid, idempotency_key, fingerprint, activity_id FROM understood
  WHERE idempotency_key IS NOT NULL ORDER BY idempotency_key
  ON CONFLICT (workspace_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, activity_id = excluded.activity_id, expires_at = excluded.expires_at
    WHERE k.expires_at < clock_timestamp()
  RETURNING activity_id`;

/**
 * The receipt of the event that has this event's key; undefined when none has. Throws 409 when it was another event.
 */
export async function findFirst(on: Database, workspaceId: string, event: EventInput): Promise<Receipt | undefined> {
  const key = event.idempotencyKey;
  if (key === undefined) return undefined;
  const { rows } = await on.execute<{ fingerprint: string; id: string; recipients: number; deliveries: number }>(sql`
    SELECT k.fingerprint, a.id, a.recipients, a.deliveries
    FROM idempotency_keys k JOIN activities a ON a.id = k.activity_id
    WHERE k.workspace_id = ${workspaceId} AND k.key = ${key} AND k.expires_at >= clock_timestamp()`);
  const [first] = rows;
  if (!first) return undefined;
  if (first.fingerprint !== fingerprintOf(event)) throw usedFor(key);
  return { eventId: first.id, recipients: first.recipients, deliveries: first.deliveries };
}

/** What comes of an event whose key another one has just been given a receipt for: that receipt, or the conflict. */
export const repeatOf = (first: EventInput, event: EventInput, receipt: Receipt): Receipt | AppError =>
  fingerprintOf(first) === fingerprintOf(event) ? receipt : usedFor(event.idempotencyKey);

const usedFor = (key: string | undefined): AppError =>
  new AppError("conflict", `The idempotency key “${key}” was used for another event within the last 24 hours.`);

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
