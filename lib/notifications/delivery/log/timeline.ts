import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryState } from "@/db/enums";
import type { Attempt } from "./contract";

interface Row extends Record<string, unknown> {
  id: string;
  number: number;
  started_at: string;
  ended_at: string | null;
  outcome: Attempt["outcome"] | null;
  status_code: number | null;
  error: string | null;
}

/** Each try of a delivery, the first first. One without an end is under way, or its worker died and another followed. */
export async function timelineOf(deliveryId: string, state: DeliveryState): Promise<Attempt[]> {
  const { rows } = await db().execute<Row>(sql`
    SELECT id, number, started_at, ended_at, outcome, status_code, error FROM delivery_attempts
    WHERE delivery_id = ${deliveryId} ORDER BY started_at, id`);
  return rows.map((row, index) => ({
    id: row.id,
    number: row.number,
    startedAt: new Date(row.started_at).toISOString(),
    endedAt: row.ended_at && new Date(row.ended_at).toISOString(),
    outcome: row.outcome ?? (state === "sending" && index === rows.length - 1 ? "under_way" : "interrupted"),
    statusCode: row.status_code,
    error: row.error,
  }));
}
