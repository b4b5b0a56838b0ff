import { and, eq, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { eventTypes } from "@/db/schema/event-types";
import { afterCommit, transact } from "@/db/transaction";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { isOurs, type NotificationType } from "../catalogue/define";
import { effectiveType, listTypes, type OwnType } from "../catalogue/own";
import { forgetEventPolicy } from "../catalogue/policy";
import { CATALOGUE } from "../catalogue/registry";
import type * as api from "./contract";
import type { EventType } from "./contract";

/** Far more than anybody can tell apart, and few enough for one list. */
const MAX_TYPES = 200;

/** The catalogue as it is in this workspace, and its own types. */
export async function listEventTypes(actor: Actor): Promise<Output<typeof api.listEventTypes>> {
  const { workspaceId } = asMember(actor);
  const own = await db().select().from(eventTypes).where(eq(eventTypes.workspaceId, workspaceId));
  const said = new Set(own.map(({ key }) => key));
  const types = await listTypes(db(), workspaceId);
  return { types: [...types.values()].map((type) => toWire(type, said.has(type.key))) };
}

/** What people call each type there, by name, for choosing among them. */
export async function listTypeNames(actor: Actor): Promise<Pick<EventType, "key" | "label" | "category">[]> {
  const types = await listTypes(db(), asMember(actor).workspaceId);
  return [...types.values()]
    .map(({ key, label, category }) => ({ key, label, category }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** Adds a type. Errors: 409 the key is taken or one that Belfry keeps, or the workspace has 200 of its own. */
export function createEventType(
  actor: Actor,
  { shareable, ...input }: Input<typeof api.createEventType>,
): Promise<EventType> {
  const user = asMember(actor);
  if (CATALOGUE.has(input.key)) throw taken(input.key, "is in the catalogue: change that one instead.");
  if (isOurs(input.key)) throw taken(input.key, "begins with a word that Belfry keeps for what it announces itself.");
  return transact(async (tx) => {
    const { rows } = await tx.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM event_types WHERE workspace_id = ${user.workspaceId}`,
    );
    if ((rows[0]?.n ?? 0) >= MAX_TYPES)
      throw new AppError("conflict", `A workspace has ${MAX_TYPES} types of its own at most.`);
    const [row] = await tx
      .insert(eventTypes)
      .values({ ...input, isShareable: shareable, workspaceId: user.workspaceId })
      .onConflictDoNothing()
      .returning();
    if (!row) throw taken(input.key, "is taken already.");
    await note(tx, user, input.key, "added");
    return toWire(effectiveType(row), true);
  });
}

/**
 * Changes what is given and leaves the rest; it holds from the next event on. Errors: 404; 422 what cannot be said of a
 * type of the catalogue (its category, and whether it may be shared), or of a critical one (that it is not rolled out).
 */
export function updateEventType(
  actor: Actor,
  { key, ...input }: Input<typeof api.updateEventType>,
): Promise<EventType> {
  const user = asMember(actor);
  const known = CATALOGUE.get(key);
  if (known) refuseUnchangeable(known, input);
  return transact(async (tx) => {
    const [kept] = await tx.select().from(eventTypes).where(isType(user, key)).for("update");
    const before = kept ?? (known && ofCatalogue(known));
    if (!before) throw notFound("event type");
    const { shareable = before.isShareable, ...changes } = input;
    const { label, category, channels, recipients, rollout } = { ...before, ...given(changes) };
    const said = { label, category, channels, recipients, rollout, isShareable: shareable };
    const [row] = await tx
      .insert(eventTypes)
      .values({ ...said, key, workspaceId: user.workspaceId })
      .onConflictDoUpdate({
        target: [eventTypes.workspaceId, eventTypes.key],
        set: { ...said, updatedAt: sql`clock_timestamp()` },
      })
      .returning();
    if (!row) throw notFound("event type");
    await note(tx, user, key, "changed");
    return toWire(effectiveType(row), true);
  });
}

/** Removes what this workspace has said of a type. Error: 404 it has said nothing. */
export function deleteEventType(
  actor: Actor,
  { key }: Input<typeof api.deleteEventType>,
): Promise<Output<typeof api.deleteEventType>> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const gone = await tx.delete(eventTypes).where(isType(user, key)).returning({ id: eventTypes.id });
    if (gone.length === 0) throw notFound("event type");
    await note(tx, user, key, CATALOGUE.has(key) ? "put back" : "removed");
    return { done: true };
  });
}

const isType = ({ workspaceId }: UserActor, key: string) =>
  and(eq(eventTypes.workspaceId, workspaceId), eq(eventTypes.key, key));

function refuseUnchangeable(
  { critical }: NotificationType,
  input: Omit<Input<typeof api.updateEventType>, "key">,
): void {
  const refuse = (path: string, message: string) =>
    new AppError("invalid", message, { details: [{ path, message: "cannot be changed" }] });
  if (input.category !== undefined) throw refuse("category", "The category of a type of the catalogue is fixed.");
  if (input.shareable !== undefined) throw refuse("shareable", "Which types of the catalogue may be shared is fixed.");
  if (critical && input.rollout === "off") throw refuse("rollout", "This type is too important to be held back.");
}

function ofCatalogue({
  key,
  label,
  category,
  channels,
  recipients,
  shareable,
  rollout = "on",
}: NotificationType): OwnType {
  const roles = recipients === "named" ? [] : [...recipients];
  return { key, label, category, channels: [...channels], recipients: roles, isShareable: shareable, rollout };
}

function toWire(type: NotificationType, isSaid: boolean): EventType {
  const { key, label, category, icon, tone, channels, recipients, shareable, rollout = "on", critical = false } = type;
  const origin = isSaid ? (CATALOGUE.has(key) ? "changed" : "own") : "catalogue";
  const roles = recipients === "named" ? [] : [...recipients];
  return {
    key,
    label,
    category,
    icon,
    tone,
    channels: [...channels],
    recipients: roles,
    shareable,
    rollout,
    critical,
    origin,
  };
}

const given = <T extends object>(changes: T): Partial<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;

const taken = (key: string, why: string) =>
  new AppError("conflict", `The key “${key}” ${why}`, { details: [{ path: "key", message: "is taken" }] });

function note(tx: Database, user: UserActor, key: string, what: string) {
  afterCommit(tx, () => forgetEventPolicy(user.workspaceId));
  return record(tx, user, {
    workspaceId: user.workspaceId,
    type: "event_type.updated",
    category: "system",
    subject: { kind: "event_type", id: key },
    title: `The event type ${key} was ${what}`,
    data: { key },
  });
}
