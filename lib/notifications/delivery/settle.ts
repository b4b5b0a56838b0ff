import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { PLAN_EACH_TIME } from "@/db/prepared";
import type { Outcome } from "../channels/define";
import { transitionOf } from "./retry-policy";

export interface Attempt {
  deliveryId: string;
  /** The lease under which it was claimed: without it the row is somebody else's by now, and nothing is written. */
  owner: string;
  /** Its row in `delivery_attempts`. */
  attemptId: string;
  /** Which one it is, from 1. */
  attempt: number;
  maxAttempts: number;
}

type Settled = [Attempt, Outcome];

/**
 * Writes what comes of tries while others are still under way: each as soon as it is known, and what comes while one
 * write goes on with the next. Failures keep the provider's words.
 */
export class Settler {
  #waiting: Settled[] = [];
  #writing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  add(attempt: Attempt, outcome: Outcome): void {
    this.#waiting.push([attempt, outcome]);
    this.#writing ??= this.#write();
  }

  /** Settles when all that came so far is written; throws what kept any of it from being written. */
  async written(): Promise<void> {
    await this.#writing;
    if (this.#failure) throw this.#failure.error;
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await writeAll(this.#waiting.splice(0));
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      // In the same breath as the last look, so that nobody joins a loop that has ended.
      this.#writing = undefined;
    }
  }
}

/**
 * All in one statement. What somebody acknowledged while we waited for the answer stays `delivered`, whatever that
 * answer was; what the person has read meanwhile is not tried again.
 */
async function writeAll(settled: Settled[]): Promise<void> {
  const column = <T>(pick: (attempt: Attempt, outcome: Outcome) => T) => sql.param(settled.map((one) => pick(...one)));
  const transitions = settled.map(([attempt, outcome]) => transitionOf(attempt, outcome));
  await db().execute(sql`
    ${PLAN_EACH_TIME}
    WITH outcome AS (
      SELECT * FROM unnest(${column((attempt) => attempt.deliveryId)}::uuid[], ${column(({ owner }) => owner)}::text[],
        ${column((attempt) => attempt.attemptId)}::uuid[], ${column((_, { kind }) => ATTEMPT_OUTCOME[kind])}::text[],
        ${column((_, outcome) => errorOf(outcome))}::text[], ${column((_, { status }) => status ?? null)}::int[],
        ${column((_, outcome) => (outcome.kind === "sent" ? outcome.providerId : null))}::text[],
        ${column((_, outcome) => outcome.kind === "retry" && outcome.mayHaveArrived === true)}::bool[],
        ${sql.param(transitions.map(({ state }) => state))}::text[],
        ${sql.param(transitions.map(({ reason }) => reason))}::text[],
        ${sql.param(transitions.map(({ waitSeconds }) => waitSeconds))}::float8[],
        ${sql.param(transitions.map(({ isFree }) => isFree))}::bool[])
        AS o (id, owner, attempt_id, kind, error, status, provider_id, may_have_arrived, state, reason, wait, is_free)
    ), judged AS (
      SELECT o.*, o.state = 'retrying' AND EXISTS (
        SELECT FROM deliveries d JOIN notifications n ON n.id = d.notification_id
        WHERE d.id = o.id AND n.read_at IS NOT NULL) AS is_read
      FROM outcome o
    ), settled AS (
      UPDATE deliveries d SET
        state = CASE WHEN d.state = 'delivered' THEN 'delivered' WHEN is_read THEN 'cancelled' ELSE o.state END,
        reason = CASE WHEN d.state = 'delivered' THEN NULL WHEN is_read THEN 'read before it was sent' ELSE o.reason END,
        attempts = d.attempts - is_free::int, takeovers = 0, awaits_call = false,
        maybe_duplicate = d.maybe_duplicate OR o.may_have_arrived,
        next_attempt_at = coalesce(clock_timestamp() + make_interval(secs => o.wait), d.next_attempt_at),
        sent_at = CASE WHEN o.kind = 'sent' THEN clock_timestamp() ELSE d.sent_at END,
        provider_id = coalesce(o.provider_id, d.provider_id), lease_owner = NULL, last_error = o.error
      FROM judged o WHERE d.id = o.id AND d.state IN ('sending', 'delivered') AND d.lease_owner = o.owner
      RETURNING o.attempt_id, o.kind, o.status, o.error
    )
    UPDATE delivery_attempts t SET ended_at = clock_timestamp(), outcome = s.kind, status_code = s.status, error = s.error
    FROM settled s WHERE t.id = s.attempt_id`);
}

const errorOf = (outcome: Outcome): string | null => (outcome.kind === "sent" ? null : outcome.error.slice(0, 1000));

const ATTEMPT_OUTCOME = {
  sent: "sent",
  retry: "retry",
  failed: "failed",
  gone: "failed",
  skipped: "failed",
  unknown: "unknown",
} as const satisfies Record<Outcome["kind"], string>;
