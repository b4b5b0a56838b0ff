import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { afterCommit, inOneStatement, transact } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import type { LinkPolicy } from "@/lib/links";
import { announceInboxes } from "../inbox/announce";
import { wakeDeliveries } from "../wake";
import type { EventInput, Receipt } from "./contract";
import { fanOut, lockInboxes } from "./fan-out";
import { fingerprintOf } from "./idempotency";
import { loadEventPolicy, type Notifier, type Plan, planEvent } from "./plan";
import { resolveRecipients } from "./recipients";

/**
 * Tells people that something happened: the one doorway for the API and for every domain. Writes the activity, one
 * notification per person and one delivery per address in one transaction (the caller's, when given: it is then never
 * committed or rolled back here), and after the commit hints to open pages and wakes delivery.
 *
 * The same `idempotencyKey` with the same event within 24 hours answers the first receipt and tells nobody again.
 * Errors: 409 the same key with another event; 422 an unknown type or recipient, nobody to tell, neither title nor
 * usable data, a link that is not allowed. Nothing is written then.
 */
export function notify(actor: Notifier, event: EventInput, tx?: Database): Promise<Receipt> {
  const run = event.idempotencyKey ? transact : inOneStatement;
  return run(async (on) => {
    const plan = await planEvent(on, actor, event, await loadEventPolicy(on, actor.workspaceId, [event]));
    return "eventId" in plan ? plan : write(on, actor, plan);
  }, tx);
}

/** Like `notify` for many events, all or none; an error names the event it is about (`events[3].type`). */
export function notifyAll(actor: Notifier, events: EventInput[], tx?: Database): Promise<Receipt[]> {
  return transact(async (on) => {
    const policy = await loadEventPolicy(on, actor.workspaceId, events);
    const repeats = repeatsIn(events);
    const plans: (Plan | Receipt)[] = [];
    for (const [index, event] of events.entries()) {
      const first = plans[repeats.get(index) ?? -1];
      plans.push(
        first ?? (await planEvent(on, actor, event, policy).catch((error) => Promise.reject(inEvent(index, error)))),
      );
    }
    const everybody = plans.flatMap((plan) => ("eventId" in plan ? [] : plan.userIds));
    await lockInboxes(on, actor.workspaceId, [...new Set(everybody)]);
    const receipts: Receipt[] = [];
    for (const [index, plan] of plans.entries()) {
      const first = receipts[repeats.get(index) ?? -1];
      receipts.push(first ?? ("eventId" in plan ? plan : await write(on, actor, plan)));
    }
    return receipts;
  }, tx);
}

/** Cancels what still waits to be sent to somebody in a workspace, in the transaction that makes it pointless. */
export async function cancelDeliveriesOf(
  tx: Database,
  workspaceId: string,
  userId: string,
  reason: string,
): Promise<void> {
  await tx.execute(sql`
    UPDATE deliveries SET state = 'cancelled', reason = ${reason}
    WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = ${workspaceId} AND user_id = ${userId}
      AND state IN ('pending', 'retrying') ORDER BY id FOR UPDATE)`);
}

/** Where links of this workspace's notifications may lead. */
export async function getLinkPolicy(tx: Database, workspaceId: string): Promise<LinkPolicy> {
  return (await loadEventPolicy(tx, workspaceId, [])).policy;
}

/**
 * The ids of the members that are named by id, e-mail address or @handle, each once. Error (422): somebody named is no
 * member of this workspace.
 */
export const findNamedMembers = (tx: Database, workspaceId: string, users: string[]): Promise<string[]> =>
  resolveRecipients(tx, workspaceId, { users }, "named");

/** Which events of a batch say the same again under the same key, and where they were said first. */
function repeatsIn(events: EventInput[]): Map<number, number> {
  const firsts = new Map<string, number>();
  const repeats = new Map<number, number>();
  for (const [index, event] of events.entries()) {
    if (!event.idempotencyKey) continue;
    const name = `${fingerprintOf(event)} ${event.idempotencyKey}`;
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    else repeats.set(index, first);
  }
  return repeats;
}

async function write(tx: Database, actor: Notifier, plan: Plan): Promise<Receipt> {
  const { activityId, workspaceId, userIds } = plan;
  const { notified, deliveries, channels } = await fanOut(tx, actor, plan);
  afterCommit(tx, () => {
    announceInboxes(workspaceId, notified);
    for (const channel of channels) wakeDeliveries(workspaceId, channel);
  });
  return { eventId: activityId, recipients: userIds.length, deliveries };
}

function inEvent(index: number, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const details = (error.options.details ?? []).map((d) => ({ ...d, path: `events[${index}].${d.path}` }));
  return new AppError(error.code, `Event ${index + 1} of the batch: ${error.message}`, { ...error.options, details });
}
