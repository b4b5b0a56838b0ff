import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { transact } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import type { LinkPolicy } from "@/lib/links";
import { forgetEventPolicy, loadEventPolicy } from "../catalogue/policy";
import { receiptOf, writeSoon } from "./combine";
import type { EventInput, Receipt } from "./contract";
import { type Notifier, type Plan, planEvent } from "./plan";
import { findRecipients, toNames, unknownNames } from "./recipients";
import { orFirst, type Written, writeEvents } from "./write";

export { forgetEventPolicy };

/**
 * Tells people that something happened: the one doorway for the API and for every domain. Writes the activity, one
 * notification per person and one delivery per address in one transaction (the caller's, when given: it is then never
 * committed or rolled back here), and after the commit hints to open pages and wakes delivery.
 *
 * The same `idempotencyKey` with the same event within 24 hours answers the first receipt and tells nobody again.
 * Errors: 409 the same key with another event; 422 an unknown type or recipient, nobody to tell, neither title nor
 * usable data, a link that is not allowed. Nothing is written then.
 */
export async function notify(actor: Notifier, event: EventInput, tx?: Database): Promise<Receipt> {
  const { workspaceId } = actor;
  const policy = await loadEventPolicy(workspaceId, tx);
  const plan = await planEvent(tx ?? db(), actor, event, policy).catch((error) => error as Error);
  if (plan instanceof Error) return receiptOf(await orFirst(workspaceId, event, plan, tx));
  return tx ? receiptOf((await writeEvents(workspaceId, [plan], tx))[0]) : writeSoon(plan);
}

/** Like `notify` for many events, all or none; an error names the event it is about (`events[3].type`). */
export function notifyAll(actor: Notifier, events: EventInput[], tx?: Database): Promise<Receipt[]> {
  const { workspaceId } = actor;
  return transact(async (on) => {
    const policy = await loadEventPolicy(workspaceId, tx);
    const results: (Plan | Written)[] = [];
    for (const [index, event] of events.entries()) {
      const plan = await planEvent(on, actor, event, policy).catch((error) => orFirst(workspaceId, event, error, on));
      if (plan instanceof Error) throw inEvent(index, plan);
      results.push(plan);
    }
    const plans = results.filter((result): result is Plan => "asked" in result);
    const written = await writeEvents(workspaceId, plans, on);
    return results.map((result, index) => {
      const outcome = "asked" in result ? written[plans.indexOf(result)] : result;
      if (outcome instanceof Error) throw inEvent(index, outcome);
      return receiptOf(outcome);
    });
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
export const getLinkPolicy = async (tx: Database, workspaceId: string): Promise<LinkPolicy> =>
  (await loadEventPolicy(workspaceId, tx)).links;

/**
 * The ids of the members that are named by id, e-mail address or @handle, each once. Error (422): somebody named is no
 * member of this workspace.
 */
export async function findNamedMembers(tx: Database, workspaceId: string, users: string[]): Promise<string[]> {
  const asked = { n: 0, names: toNames(users), roles: [], isEveryone: false, project: null };
  const { told, unknown } = await findRecipients(tx, workspaceId, [asked]);
  const names = unknown.get(0);
  if (names) throw unknownNames(names);
  return told.map(({ userId }) => userId);
}

function inEvent(index: number, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const details = (error.options.details ?? []).map((d) => ({ ...d, path: `events[${index}].${d.path}` }));
  return new AppError(error.code, `Event ${index + 1} of the batch: ${error.message}`, { ...error.options, details });
}
