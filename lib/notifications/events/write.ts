import { type Database, db } from "@/db/client";
import { afterCommit, inOneStatement } from "@/db/transaction";
import { announceInboxes } from "../inbox/announce";
import { wakeDeliveries } from "../wake";
import type { EventInput, Receipt } from "./contract";
import type { Numbered } from "./event-rows";
import { fanOut } from "./fan-out";
import { findFirst, repeatOf } from "./idempotency";
import type { Plan } from "./plan";
import { findRecipients, isFew, nobodyToTell, unknownNames } from "./recipients";

/** What comes of one event: its receipt, or why nothing of it is written. */
export type Written = Receipt | Error;

/**
 * Writes some events of one workspace, each for itself: what is wrong with one leaves the others alone. Answers in their
 * order. After the commit open pages are hinted to and delivery is woken. In a transaction that is to be rolled back for
 * one that is wrong, what repeats that one is passed over.
 */
export async function writeEvents(workspaceId: string, plans: Plan[], tx?: Database): Promise<Written[]> {
  const results = new Map<Plan, Written>();
  // One of each key at a time: whether the second is a repeat depends on what came of the first.
  for (let left = plans; left.length > 0; left = left.filter((plan) => !results.has(plan))) {
    const some = left.filter(isFirstOfItsKey);
    const written = await writeDistinct(workspaceId, some, tx);
    for (const [i, plan] of some.entries()) results.set(plan, written[i] ?? PASSED_OVER);
    for (const plan of left) {
      const first = results.has(plan) ? undefined : some.find(({ event }) => hasSameKey(event, plan.event));
      const result = first && results.get(first);
      if (first && result && !(result instanceof Error)) results.set(plan, repeatOf(first.event, plan.event, result));
    }
    if (tx && written.some((result) => result instanceof Error)) break;
  }
  return plans.map((plan) => results.get(plan) ?? PASSED_OVER);
}

/** What an error about an event comes to, where the event may be a repeat: then the first one's receipt is the answer. */
export async function orFirst(workspaceId: string, event: EventInput, error: Error, tx?: Database): Promise<Written> {
  return (await findFirst(tx ?? db(), workspaceId, event).catch((conflict: Error) => conflict)) ?? error;
}

const PASSED_OVER = new Error("An event was not written.");

async function writeDistinct(workspaceId: string, plans: Plan[], tx?: Database): Promise<Written[]> {
  const numbered = plans.map((plan, n) => ({ n, plan }));
  const { recipients, refusals } = await readRecipients(tx ?? db(), workspaceId, numbered);
  const writable = numbered.filter(({ n }) => !refusals.has(n));
  const { written, unknown, notified, channels } = await inOneStatement(
    (on) => fanOut(on, workspaceId, writable, recipients),
    tx,
  );
  afterCommit(tx ?? db(), () => {
    announceInboxes(workspaceId, notified);
    for (const channel of channels) wakeDeliveries(workspaceId, channel);
  });
  const receipts = new Map(written.map(({ id, ...counts }) => [id, { eventId: id, ...counts }]));
  return Promise.all(
    numbered.map(({ n, plan }) => {
      const names = unknown[n];
      const refusal = refusals.get(n) ?? (names ? unknownNames(names) : PASSED_OVER);
      return receipts.get(plan.activityId) ?? orFirst(workspaceId, plan.event, refusal, tx);
    }),
  );
}

/** Few that are named are found within the statement that writes; for all others one more comes before it. */
async function readRecipients(on: Database, workspaceId: string, numbered: Numbered[]) {
  const refusals = new Map<number, Error>();
  const asked = numbered.map(({ n, plan }) => ({ n, ...plan.asked }));
  if (asked.every(isFew)) return { recipients: { asked }, refusals };
  const { told, unknown } = await findRecipients(on, workspaceId, asked);
  const isTold = new Set(told.map(({ n }) => n));
  for (const { n } of numbered) {
    const names = unknown.get(n);
    if (names) refusals.set(n, unknownNames(names));
    else if (!isTold.has(n)) refusals.set(n, nobodyToTell());
  }
  return { recipients: { told: told.filter(({ n }) => !refusals.has(n)) }, refusals };
}

const hasSameKey = (one: EventInput, other: EventInput): boolean =>
  one.idempotencyKey !== undefined && one.idempotencyKey === other.idempotencyKey;

const isFirstOfItsKey = ({ event }: Plan, index: number, plans: Plan[]): boolean =>
  event.idempotencyKey === undefined || plans.findIndex((plan) => hasSameKey(plan.event, event)) === index;
