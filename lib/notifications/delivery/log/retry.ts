import { type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { DeliveryChannel, DeliveryState } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import { afterCommit, transact } from "@/db/transaction";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { DELIVERY_CHANNEL_LABELS } from "@/lib/notifications/constants";
import { wakeDeliveries } from "@/lib/notifications/wake";
import { TRIES } from "../retry-policy";
import type * as api from "./contract";
import type { DeliveryDetail } from "./contract";
import { fits, getDelivery, isRetryable } from "./list";

/** How many are sent again at a time. */
const MAX_RETRIED = 1000;

/**
 * Sends one that ended without arriving once more, with new tries and a new age under its old idempotency key. Errors: 404; 409 it
 * has not ended, has arrived or may have, or nobody is there to get it.
 */
export async function retryDelivery(
  actor: Actor,
  { deliveryId }: Input<typeof api.retryDelivery>,
): Promise<DeliveryDetail> {
  const admin = asMember(actor);
  await transact(async (tx) => {
    const [revived] = await revive(tx, admin, sql`d.id = ${deliveryId}`, 1);
    if (!revived) throw await refusalOf(admin, deliveryId);
    await record(tx, admin, {
      workspaceId: admin.workspaceId,
      type: "delivery.retried",
      category: "system",
      subject: { kind: "delivery", id: deliveryId },
      title: `${DELIVERY_CHANNEL_LABELS[revived.channel]} sent again`,
    });
  });
  return getDelivery(actor, { deliveryId });
}

/** The same for up to 1,000 that fit, the oldest first; those nobody is there to get are left as they are. */
export async function retryDeliveries(
  actor: Actor,
  filter: Input<typeof api.retryDeliveries>,
): Promise<Output<typeof api.retryDeliveries>> {
  const admin = asMember(actor);
  return transact(async (tx) => {
    const { length: retried } = await revive(tx, admin, fits(filter), MAX_RETRIED);
    if (retried > 0) {
      await record(tx, admin, {
        workspaceId: admin.workspaceId,
        type: "deliveries.retried",
        category: "system",
        subject: { kind: "workspace", id: admin.workspaceId },
        title: `${retried} ${retried === 1 ? "delivery" : "deliveries"} sent again`,
        data: { retried },
      });
    }
    return { retried, hasMore: retried === MAX_RETRIED };
  });
}

/** What it was stays in its attempts: it only gets new ones, so that their numbers go on. */
async function revive(tx: Database, { workspaceId }: UserActor, which: SQL, most: number) {
  const { rows } = await tx.execute<{ channel: DeliveryChannel }>(sql`
    ${PLAN_EACH_TIME}
    WITH dead AS (
      SELECT d.id FROM deliveries d WHERE d.workspace_id = ${workspaceId} AND ${isRetryable} AND ${which}
      ORDER BY d.created_at, d.id LIMIT ${most} FOR UPDATE SKIP LOCKED
    )
    UPDATE deliveries d SET state = 'pending', reason = NULL, max_attempts = d.attempts + ${TRIES}, takeovers = 0,
      next_attempt_at = clock_timestamp(), revived_at = clock_timestamp(), lease_owner = NULL
    FROM dead WHERE d.id = dead.id RETURNING d.channel`);
  const channels = new Set(rows.map(({ channel }) => channel));
  afterCommit(tx, () => {
    for (const channel of channels) wakeDeliveries(workspaceId, channel);
  });
  return rows;
}

async function refusalOf({ workspaceId }: UserActor, deliveryId: string): Promise<AppError> {
  const { rows } = await db().execute<{ state: DeliveryState }>(
    sql`SELECT state FROM deliveries WHERE id = ${deliveryId} AND workspace_id = ${workspaceId}`,
  );
  const state = rows[0]?.state;
  return state ? new AppError("conflict", REFUSALS[state]) : notFound("delivery");
}

const WAITS = "It is on its way already.";
const ARRIVED = "It has arrived already.";
const NOBODY = "Nobody is there to get it any more: the person has left, or the destination is gone or switched off.";
const REFUSALS: Record<DeliveryState, string> = {
  pending: WAITS,
  sending: WAITS,
  retrying: WAITS,
  sent: ARRIVED,
  delivered: ARRIVED,
  unknown: "It may have arrived, and sending it again could make it two.",
  cancelled: "It was cancelled because there was no need for it any more.",
  failed: NOBODY,
  exhausted: NOBODY,
  skipped: "There is nothing to send: a digest has told of it, or nobody is there to get it any more.",
};
