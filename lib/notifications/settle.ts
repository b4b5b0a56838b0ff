import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Outcome } from "./channels/define";

/** Seconds before the second, third and fourth try. */
const RETRY_SECONDS = [30, 120, 600];
const JITTER = 0.2;

export interface Attempt {
  deliveryId: string;
  /** The lease under which it was claimed: without it the row is somebody else's by now, and nothing is written. */
  owner: string;
  attempt: number;
  maxAttempts: number;
}

/**
 * Writes what came of one try, in one statement. A throttled try does not count. After the last try the delivery is
 * `exhausted`; a permanent answer makes it `failed` at once. Both keep the provider's words.
 */
export async function settle(attempt: Attempt, outcome: Outcome): Promise<void> {
  const error = outcome.kind === "sent" ? null : outcome.error.slice(0, 1000);
  await db().execute(sql`
    WITH settled AS (
      UPDATE deliveries SET ${nextState(attempt, outcome)}, lease_owner = NULL, last_error = ${error}
      WHERE id = ${attempt.deliveryId} AND state = 'sending' AND lease_owner = ${attempt.owner} RETURNING id
    )
    UPDATE delivery_attempts SET ended_at = clock_timestamp(), outcome = ${attemptOutcome(outcome)},
      status_code = ${outcome.status ?? null}, error = ${error}
    WHERE id = (
      SELECT id FROM delivery_attempts WHERE delivery_id = ${attempt.deliveryId} AND number = ${attempt.attempt}
      ORDER BY id DESC LIMIT 1) AND EXISTS (SELECT FROM settled)`);
}

function nextState({ attempt, maxAttempts }: Attempt, outcome: Outcome): SQL {
  if (outcome.kind === "sent") {
    return sql`state = 'sent', sent_at = clock_timestamp(), provider_id = ${outcome.providerId}, reason = NULL`;
  }
  if (outcome.kind !== "retry") {
    return sql`state = 'failed', reason = ${outcome.kind === "gone" ? "the address is gone" : "refused by the provider"}`;
  }
  if (outcome.isThrottled) {
    return sql`attempts = attempts - 1, ${again("slowed down by the provider", outcome.afterSeconds ?? 5)}`;
  }
  if (attempt >= maxAttempts) return sql`state = 'exhausted', reason = 'every try failed'`;
  return again("waiting to try again", outcome.afterSeconds ?? backoff(attempt));
}

/** Another try, unless the person has read it while this one was under way. */
function again(reason: string, seconds: number): SQL {
  const isRead = sql`EXISTS (SELECT FROM notifications n WHERE n.id = notification_id AND n.read_at IS NOT NULL)`;
  return sql`state = CASE WHEN ${isRead} THEN 'cancelled' ELSE 'retrying' END,
    reason = CASE WHEN ${isRead} THEN 'read before it was sent' ELSE ${reason} END, ${dueIn(seconds)}`;
}

const dueIn = (seconds: number) => sql`next_attempt_at = clock_timestamp() + make_interval(secs => ${seconds}::float8)`;

function backoff(attempt: number): number {
  const base = RETRY_SECONDS[Math.min(attempt, RETRY_SECONDS.length) - 1] ?? 30;
  return base * (1 + JITTER * (2 * Math.random() - 1));
}

const attemptOutcome = (outcome: Outcome) => (outcome.kind === "gone" ? "failed" : outcome.kind);
