import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import { log } from "@/lib/log";
import { CATALOGUE } from "./catalogue/registry";
import type { Outcome, Outgoing } from "./channels/define";
import { senderOf } from "./channels/registry";
import { Settler } from "./settle";

/** How many are sent at the same time; also how many one claim takes. */
const BATCH = 16;
/** Longer than the longest send (15 s), so that a lease that ran out means: its worker is dead. */
const LEASE_SECONDS = 30;

export interface Drained {
  sent: number;
  /** When the next one of this workspace and channel falls due; null when none waits. */
  nextDueAt: Date | null;
}

interface Claimed extends Outgoing, Record<string, unknown> {
  attemptId: string;
  maxAttempts: number;
}

/**
 * Sends what is due of one workspace and channel, until nothing is or `budgetMs` is over. Rows are claimed under a
 * lease by the database's clock; the attempt is written before the call and its outcome after, so that a worker killed
 * anywhere loses nothing: its rows fall due again when the lease ends, under the same idempotency key.
 */
export async function drainDeliveries(
  workspaceId: string,
  channel: DeliveryChannel,
  budgetMs = 10_000,
): Promise<Drained> {
  const until = Date.now() + budgetMs;
  const settler = new Settler();
  let sent = 0;
  do {
    const owner = randomUUID();
    // What became of the last ones is written meanwhile: their leases hold until then.
    const [batch] = await Promise.all([claim(workspaceId, channel, owner), settler.written()]);
    const outcomes = await Promise.all(batch.map((row) => sendOne(channel, row, owner, settler)));
    sent += outcomes.filter((outcome) => outcome.kind === "sent").length;
    if (batch.length < BATCH || outcomes.some(isThrottled)) break;
  } while (Date.now() < until);
  await settler.written();
  return { sent, nextDueAt: await nextDue(workspaceId, channel) };
}

/** Every (workspace, channel) with something due: the sweeper wakes each, whatever wake-up was lost. */
export async function findDue(): Promise<{ workspaceId: string; channel: DeliveryChannel }[]> {
  const { rows } = await db().execute<{ workspaceId: string; channel: DeliveryChannel }>(sql`
    SELECT DISTINCT workspace_id AS "workspaceId", channel FROM deliveries
    WHERE state IN ('pending', 'retrying', 'sending') AND next_attempt_at <= statement_timestamp()`);
  return rows;
}

/**
 * A row that a dead worker left `sending` repeats that attempt; any other begins its next one. One whose person is no
 * member by now, or whose place is gone or switched off, is cancelled instead.
 */
async function claim(workspaceId: string, channel: DeliveryChannel, owner: string): Promise<Claimed[]> {
  const { rows } = await db().execute<Claimed>(sql`
    ${PLAN_EACH_TIME}
    WITH due AS (
      SELECT id FROM deliveries
      WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND state IN ('pending', 'retrying', 'sending')
        AND next_attempt_at <= statement_timestamp()
      ORDER BY next_attempt_at, id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    ), welcome AS (
      SELECT due.id, CASE
        WHEN d.user_id IS NOT NULL AND m.user_id IS NULL THEN 'member removed'
        WHEN d.user_id IS NULL AND config.id IS NULL THEN 'destination removed'
        WHEN NOT config.is_active THEN 'destination switched off' END AS refusal
      FROM due JOIN deliveries d USING (id) LEFT JOIN members m USING (workspace_id, user_id)
      LEFT JOIN channel_configs config ON config.id = d.config_id
    ), dropped AS (
      UPDATE deliveries d SET state = 'cancelled', reason = w.refusal, lease_owner = NULL
      FROM welcome w WHERE d.id = w.id AND w.refusal IS NOT NULL
    ), claimed AS (
      UPDATE deliveries d SET state = 'sending', lease_owner = ${owner},
        attempts = CASE WHEN d.state = 'sending' THEN d.attempts ELSE d.attempts + 1 END,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      FROM welcome w WHERE d.id = w.id AND w.refusal IS NULL RETURNING d.*
    ), written AS (
      INSERT INTO delivery_attempts (delivery_id, number) SELECT id, attempts FROM claimed
      RETURNING id, delivery_id
    )
    SELECT c.id AS "deliveryId", t.id AS "attemptId", c.notification_id AS "notificationId", c.user_id AS "userId",
      a.id AS "activityId", c.address, c.attempts AS attempt, c.max_attempts AS "maxAttempts",
      jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name) AS workspace,
      CASE WHEN c.config_id IS NOT NULL
        THEN jsonb_build_object('id', c.config_id, 'sealedTarget', config.sealed_target) END AS config,
      CASE WHEN a.subject_id IS NOT NULL
        THEN jsonb_build_object('kind', a.subject_kind, 'id', a.subject_id) END AS subject,
      a.title, a.body, a.link, a.type, a.category, a.priority, a.data, a.actions
    FROM claimed c
    JOIN written t ON t.delivery_id = c.id
    LEFT JOIN notifications n ON n.id = c.notification_id
    LEFT JOIN channel_configs config ON config.id = c.config_id
    JOIN activities a ON a.id = coalesce(n.activity_id, c.activity_id)
    JOIN workspaces w ON w.id = c.workspace_id`);
  return rows.map((row) => ({ ...row, label: CATALOGUE.get(row.type)?.label ?? row.type }));
}

async function sendOne(channel: DeliveryChannel, row: Claimed, owner: string, settler: Settler): Promise<Outcome> {
  const outcome = await senderOf(channel, row)
    .send(row)
    .catch((error: unknown): Outcome => {
      log.error({ err: error, deliveryId: row.deliveryId }, "a channel threw while sending");
      return { kind: "retry", error: error instanceof Error ? error.message : "unknown error" };
    });
  const { deliveryId, attemptId, attempt, maxAttempts } = row;
  settler.add({ deliveryId, owner, attemptId, attempt, maxAttempts }, outcome);
  return outcome;
}

const isThrottled = (outcome: Outcome) => outcome.kind === "retry" && outcome.isThrottled === true;

async function nextDue(workspaceId: string, channel: DeliveryChannel): Promise<Date | null> {
  const { rows } = await db().execute<{ at: string | null }>(sql`
    SELECT min(next_attempt_at) AS at FROM deliveries
    WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND state IN ('pending', 'retrying', 'sending')`);
  return rows[0]?.at ? new Date(rows[0].at) : null;
}
