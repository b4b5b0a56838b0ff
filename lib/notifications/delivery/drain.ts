import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { renewing } from "@/lib/lease";
import { log } from "@/lib/log";
import { isStopping, Withdrawn } from "@/lib/shutdown";
import { type Outcome, repeatsOf } from "../channels/define";
import { senderOf } from "../channels/registry";
import { endTooOld } from "./age";
import { Beginner, release, renewLeases } from "./begin";
import { BATCH, isThrottled, noteBatch, pauseThrottled } from "./circuit-breaker";
import { atOnce, type Claimed, claim, LEASE_SECONDS, type NextDue, nextDue } from "./claim";
import { buildDigests } from "./digests";
import { alertOfGone, alertOfRevoked } from "./failure-alerts";
import { deliverFallbacks } from "./fallback";
import { Settler } from "./settle";
import { mostPerPlace } from "./turns";

/** How many went out, and when the next one of this workspace and channel may. */
export type Drained = { sent: number } & NextDue;

/**
 * Sends what is due of one workspace and channel, until nothing is or `budgetMs` is over; what is too old by now ends
 * instead, and since the sweeper comes each minute, also while a provider is paused. Rows are claimed under a
 * lease by the database's clock; the attempt is written before the call and its outcome after, so that a worker killed
 * anywhere loses nothing: its rows fall due again when the lease ends, under the same idempotency key. A credential
 * that is slowed down or keeps failing is paused, for every process; the others go on. In a process that ends nothing
 * more is claimed or begun.
 */
export async function drainDeliveries(
  workspaceId: string,
  channel: DeliveryChannel,
  budgetMs = 10_000,
): Promise<Drained> {
  const until = Date.now() + budgetMs;
  const settler = new Settler();
  await buildDigests(workspaceId, channel);
  await endTooOld(workspaceId, channel);
  let sent = 0;
  while (!isStopping()) {
    const owner = randomUUID();
    // What became of the last ones is written meanwhile: their leases hold until then.
    const [rows] = await Promise.all([claim(workspaceId, channel, owner), settler.written()]);
    const batch = await sendAll(rows, owner, settler);
    sent += batch.filter(({ outcome }) => outcome.kind === "sent").length;
    await noteBatch(batch);
    if (batch.some(({ outcome }) => outcome.kind === "gone")) {
      await settler.written();
      await deliverFallbacks(batch);
    }
    const isFull = rows.length === atOnce(channel);
    const mayBeMore = isFull || mostPerPlace(channel) < atOnce(channel) || rows.some(heldOthersBack);
    if (rows.length === 0 || !mayBeMore || Date.now() >= until) break;
  }
  await settler.written();
  return { sent, ...(await nextDue(workspaceId, channel)) };
}

/** Every (workspace, channel) with something due: the sweeper wakes each, whatever wake-up was lost. */
export async function findDue(): Promise<{ workspaceId: string; channel: DeliveryChannel }[]> {
  const { rows } = await db().execute<{ workspaceId: string; channel: DeliveryChannel }>(sql`
    SELECT DISTINCT workspace_id AS "workspaceId", channel FROM deliveries
    WHERE state IN ('pending', 'retrying', 'sending') AND next_attempt_at <= statement_timestamp()`);
  return rows;
}

interface Sent {
  row: Claimed;
  outcome: Outcome;
}

/** Sends what one claim took, and gives back what of it did not begin. */
async function sendAll(rows: Claimed[], owner: string, settler: Settler): Promise<Sent[]> {
  if (rows.length === 0) return [];
  const beginner = new Beginner(owner);
  const results = await renewing(
    (LEASE_SECONDS * 1000) / 3,
    () => renewLeases(owner, rows),
    () => Promise.all(rows.map(async (row) => ({ row, outcome: await sendOne(row, owner, beginner, settler) }))),
  );
  await release(
    owner,
    results.flatMap(({ row, outcome }) => (outcome ? [] : [row])),
  );
  return results.flatMap(({ row, outcome }) => (outcome ? [{ row, outcome }] : []));
}

/** Undefined when it did not begin. */
async function sendOne(
  row: Claimed,
  owner: string,
  beginner: Beginner,
  settler: Settler,
): Promise<Outcome | undefined> {
  const outcome = await attemptOne(row, beginner);
  if (!outcome) return undefined;
  const { deliveryId, attemptId, attempt, maxAttempts } = row;
  // At once, not with the batch: a hanging neighbour must not keep the news from other processes.
  if (outcome.kind === "retry" && isThrottled(outcome)) await pauseThrottled(row, outcome);
  settler.add({ deliveryId, owner, attemptId, attempt, maxAttempts }, outcome);
  return outcome;
}

async function attemptOne(row: Claimed, beginner: Beginner): Promise<Outcome | undefined> {
  const sender = senderOf(row.channel, row);
  let hasBegun = false;
  const begin = async () => {
    await beginner.begin(row);
    hasBegun = true;
  };
  try {
    const outcome = await sender.send(row, begin);
    await follow(row, outcome).catch((error: unknown) => {
      log.error({ err: error, deliveryId: row.deliveryId }, "what a refusal means was not followed up");
    });
    return outcome;
  } catch (thrown) {
    if (thrown instanceof Withdrawn) return undefined;
    log.error({ err: thrown, deliveryId: row.deliveryId }, "a channel threw while sending");
    const error = thrown instanceof Error ? thrown.message : "unknown error";
    // Whatever throws after something has left may have thrown after it arrived.
    const repeats = hasBegun ? repeatsOf(sender) : "keyed";
    return repeats === "never"
      ? { kind: "unknown", error }
      : { kind: "retry", error, mayHaveArrived: repeats === "may_duplicate" };
  }
}

/** Forgets an address that is gone, and tells whose place or connection it was; the outcome stands either way. */
async function follow(row: Claimed, outcome: Outcome): Promise<void> {
  if (outcome.kind === "gone") {
    await senderOf(row.channel, row).retire?.(row, new Date(row.beganAt));
    await alertOfGone(row, outcome.error);
  }
  if (outcome.kind === "failed" && outcome.isRevoked) await alertOfRevoked(row, outcome.error);
}

/** A claim that took few for the sake of one: more may be due. */
const heldOthersBack = ({ isSuspect, ramp }: Claimed) => isSuspect || ramp < BATCH;
