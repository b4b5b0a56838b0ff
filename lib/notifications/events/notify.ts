import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { transact } from "@/db/transaction";
import type { KeyActor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { LinkPolicy } from "@/lib/links";
import { forgetEventPolicy, loadEventPolicy } from "../catalogue/policy";
import { amendEvent, type Change } from "./amend";
import { receiptOf, writeSoon } from "./combine";
import type { EventInput, Receipt } from "./contract";
import { admit } from "./maker";
import { type Notifier, type Plan, planEvent } from "./plan";
import { findRecipients, toNames, unknownNames } from "./recipients";
import { orFirst, type Written, writeEvents } from "./write";

export { forgetEventPolicy };

/** A domain, for a person or by itself; producers have their own way (`updateEvent`). */
type Part = Exclude<Notifier, KeyActor>;
type Words = Omit<Change, "state">;

/**
 * Tells people that something happened: the one doorway for the API and for every domain. Writes the activity, one
 * notification per person and one delivery per address in one transaction (the caller's, when given: it is then never
 * committed or rolled back here), and after the commit hints to open pages and wakes delivery.
 *
 * The same `idempotencyKey` with the same event within 24 hours answers the first receipt and tells nobody again.
 * Errors: 403 a key announces what only Belfry may; 409 the same key with another event; 422 an unknown type or
 * recipient, nobody to tell, neither title nor usable data, a link that is not allowed, a key names a subject of
 * Belfry's. Nothing is written then.
 */
export async function notify(actor: Notifier, given: EventInput, tx?: Database): Promise<Receipt> {
  const event = admit(actor, given);
  const { workspaceId } = actor;
  const policy = await loadEventPolicy(workspaceId, tx);
  const plan = await planEvent(tx ?? db(), actor, event, policy).catch((error) => error as Error);
  if (plan instanceof Error) return receiptOf(await orFirst(workspaceId, event, plan, tx));
  return tx ? receiptOf((await writeEvents(workspaceId, [plan], tx))[0]) : writeSoon(plan);
}

/** Like `notify` for many events, all or none; an error names the event it is about (`events[3].type`). */
export async function notifyAll(actor: Notifier, given: EventInput[], tx?: Database): Promise<Receipt[]> {
  const events = given.map((event, index) => admitted(actor, event, index));
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

/** Says anew what a part of Belfry's announced, also in what waits to be sent. Errors: see `amendEvent`. */
export const correctEvent = (maker: Part, eventId: string, words: Words, tx?: Database): Promise<void> =>
  amendEvent(maker, eventId, words, tx);

/** What it announced is over: read in every inbox, and what waits to be sent is cancelled. Errors: see `amendEvent`. */
export const resolveEvent = (maker: Part, eventId: string, tx?: Database): Promise<void> =>
  amendEvent(maker, eventId, { state: "resolved" }, tx);

/** It should not have been said: out of every inbox, and what waits to be sent is cancelled. Errors: see `amendEvent`. */
export const retractEvent = (maker: Part, eventId: string, tx?: Database): Promise<void> =>
  amendEvent(maker, eventId, { state: "retracted" }, tx);

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

function admitted(actor: Notifier, event: EventInput, index: number): EventInput {
  try {
    return admit(actor, event);
  } catch (error) {
    throw inEvent(index, error);
  }
}

function inEvent(index: number, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const details = (error.options.details ?? []).map((d) => ({ ...d, path: `events[${index}].${d.path}` }));
  return new AppError(error.code, `Event ${index + 1} of the batch: ${error.message}`, { ...error.options, details });
}
