import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { PLAN_EACH_TIME } from "@/db/prepared";
import type { Outcome } from "./channels/define";

/** Seconds before the second, third and fourth try. */
const RETRY_SECONDS = [30, 120, 600];
const JITTER = 0.2;

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
 * write goes on with the next. A throttled try does not count. After the last try the delivery is `exhausted`; a
 * permanent answer makes it `failed` at once. Both keep the provider's words.
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

async function writeAll(settled: Settled[]): Promise<void> {
  const sent = settled.flatMap(([attempt, outcome]) => (outcome.kind === "sent" ? [{ ...attempt, ...outcome }] : []));
  if (sent.length > 0) await settleSent(sent);
  for (const [attempt, outcome] of settled) if (outcome.kind !== "sent") await settle(attempt, outcome);
}

type Unsent = Exclude<Outcome, { kind: "sent" }>;
type Sent = Attempt & Extract<Outcome, { kind: "sent" }>;

async function settleSent(all: Sent[]): Promise<void> {
  const column = <T>(pick: (one: Sent) => T) => sql.param(all.map(pick));
  await db().execute(sql`
    ${PLAN_EACH_TIME}
    WITH outcome AS (
      SELECT * FROM unnest(${column((one) => one.deliveryId)}::uuid[], ${column((one) => one.owner)}::text[],
        ${column((one) => one.attemptId)}::uuid[], ${column((one) => one.providerId)}::text[],
        ${column((one) => one.status ?? null)}::int[]) AS o (id, owner, attempt_id, provider_id, status)
    ), settled AS (
      UPDATE deliveries d SET state = 'sent', sent_at = clock_timestamp(), provider_id = o.provider_id, reason = NULL,
        lease_owner = NULL, last_error = NULL
      FROM outcome o WHERE d.id = o.id AND d.state = 'sending' AND d.lease_owner = o.owner
      RETURNING o.attempt_id, o.status
    )
    UPDATE delivery_attempts t SET ended_at = clock_timestamp(), outcome = 'sent', status_code = s.status
    FROM settled s WHERE t.id = s.attempt_id`);
}

async function settle(attempt: Attempt, outcome: Unsent): Promise<void> {
  const error = outcome.error.slice(0, 1000);
  await db().execute(sql`
    WITH settled AS (
      UPDATE deliveries SET ${nextState(attempt, outcome)}, lease_owner = NULL, last_error = ${error}
      WHERE id = ${attempt.deliveryId} AND state = 'sending' AND lease_owner = ${attempt.owner} RETURNING id
    )
    UPDATE delivery_attempts SET ended_at = clock_timestamp(), outcome = ${attemptOutcome(outcome)},
      status_code = ${outcome.status ?? null}, error = ${error}
    WHERE id = ${attempt.attemptId} AND EXISTS (SELECT FROM settled)`);
}

const STATE_AFTER = { failed: "failed", gone: "failed", unknown: "unknown", skipped: "skipped" } as const;
const REASON_AFTER = {
  failed: "refused by the provider",
  gone: "the address is gone",
  unknown: "it may have been sent, so it is not sent again",
  skipped: "not configured",
} as const;

function nextState({ attempt, maxAttempts }: Attempt, outcome: Unsent): SQL {
  if (outcome.kind !== "retry")
    return sql`state = ${STATE_AFTER[outcome.kind]}, reason = ${REASON_AFTER[outcome.kind]}`;
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

const attemptOutcome = ({ kind }: Unsent) => (kind === "gone" || kind === "skipped" ? "failed" : kind);
