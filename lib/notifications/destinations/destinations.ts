import { and, asc, eq, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { channelConfigs } from "@/db/schema/integrations";
import { workspaces } from "@/db/schema/workspaces";
import { transact } from "@/db/transaction";
import { uuidv7 } from "@/db/uuid";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import type { Destination } from "./contract";
import { chosenOf, listShareable } from "./shareable";
import { requireTarget, targetColumns } from "./target";

const MAX_DESTINATIONS = 50;

/** The workspace's destinations in the order they were made, with how each is doing; and what may go there. */
export async function listDestinations(actor: Actor): Promise<Output<typeof api.listDestinations>> {
  const { workspaceId } = asMember(actor);
  const rows = await db()
    .select()
    .from(channelConfigs)
    .where(eq(channelConfigs.workspaceId, workspaceId))
    .orderBy(asc(channelConfigs.createdAt), asc(channelConfigs.id));
  return { configs: rows.map(toConfig), types: await listShareable(db(), workspaceId) };
}

/**
 * Adds a destination; nothing is sent there yet. Errors: 409 too many, 422 no usable target or address, an unknown
 * type.
 */
export function createDestination(actor: Actor, input: Input<typeof api.createDestination>): Promise<Destination> {
  const user = asMember(actor);
  const { channel, name, eventsEnabled, isActive = true, ...place } = input;
  const id = uuidv7();
  return transact(async (tx) => {
    await keepRoom(tx, user.workspaceId);
    const types = await listShareable(tx, user.workspaceId);
    const [row] = await tx
      .insert(channelConfigs)
      .values({
        id,
        workspaceId: user.workspaceId,
        channel,
        name,
        isActive,
        eventsEnabled: eventsEnabled ? chosenOf(types, eventsEnabled) : types.map(({ key }) => key),
        ...targetColumns(channel, id, requireTarget(channel, place)),
      })
      .returning();
    if (!row) throw new Error("The destination was not written.");
    await log(tx, user, id, "destination.added", `The destination “${name}” was added`);
    return toConfig(row);
  });
}

/**
 * Changes what is given; what waits for a destination that is switched off is cancelled with it. Errors: 404, 422 an
 * empty target or address list, an unknown type.
 */
export function updateDestination(actor: Actor, input: Input<typeof api.updateDestination>): Promise<Destination> {
  const user = asMember(actor);
  const { id, name, eventsEnabled, isActive, ...place } = input;
  return transact(async (tx) => {
    const [before] = await tx.select().from(channelConfigs).where(mine(user, id)).for("update");
    if (!before) throw notFound("destination");
    const where = targetColumns(before.channel, id, place);
    // An error of the former place says nothing about the new one.
    const healed = Object.keys(where).length > 0 ? { lastError: null, lastErrorAt: null, lastSentAt: null } : {};
    const types = eventsEnabled && (await listShareable(tx, user.workspaceId));
    const change = { name, isActive, eventsEnabled: types && chosenOf(types, eventsEnabled), ...where, ...healed };
    const [row] = await tx
      .update(channelConfigs)
      .set({ ...change, updatedAt: sql`clock_timestamp()` })
      .where(mine(user, id))
      .returning();
    if (!row) throw notFound("destination");
    if (before.isActive && !row.isActive) await cancelWaiting(tx, id, "destination switched off");
    await log(tx, user, id, "destination.changed", `The destination “${row.name}” was changed`);
    return toConfig(row);
  });
}

/** Removes a destination and cancels what waits for it. Error: 404. */
export function deleteDestination(
  actor: Actor,
  { id }: Input<typeof api.deleteDestination>,
): Promise<Output<typeof api.deleteDestination>> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const [row] = await tx
      .select({ name: channelConfigs.name })
      .from(channelConfigs)
      .where(mine(user, id))
      .for("update");
    if (!row) throw notFound("destination");
    await cancelWaiting(tx, id, "destination removed");
    await tx.delete(channelConfigs).where(mine(user, id));
    await log(tx, user, id, "destination.removed", `The destination “${row.name}” was removed`);
    return { done: true };
  });
}

const mine = ({ workspaceId }: UserActor, id: string) =>
  and(eq(channelConfigs.workspaceId, workspaceId), eq(channelConfigs.id, id));

/** Those who add at the same time wait for each other here, so that they count what is there. */
async function keepRoom(tx: Database, workspaceId: string): Promise<void> {
  await tx.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, workspaceId)).for("no key update");
  if ((await tx.$count(channelConfigs, eq(channelConfigs.workspaceId, workspaceId))) < MAX_DESTINATIONS) return;
  throw new AppError("conflict", `A workspace has at most ${MAX_DESTINATIONS} destinations: remove one first.`);
}

async function cancelWaiting(tx: Database, id: string, reason: string): Promise<void> {
  await tx.execute(sql`
    UPDATE deliveries SET state = 'cancelled', reason = ${reason}
    WHERE id IN (SELECT id FROM deliveries WHERE config_id = ${id} AND state IN ('pending', 'retrying')
      ORDER BY id FOR UPDATE)`);
}

function toConfig(row: typeof channelConfigs.$inferSelect): Destination {
  const { lastError, lastErrorAt, lastSentAt } = row;
  return {
    id: row.id,
    channel: row.channel,
    name: row.name,
    target: row.targetHint,
    emailAddresses: row.emailAddresses,
    eventsEnabled: row.eventsEnabled,
    isActive: row.isActive,
    health: {
      state: lastError !== null ? "failing" : lastSentAt ? "ok" : "unproven",
      lastError,
      lastErrorAt: lastErrorAt?.toISOString() ?? null,
      lastSentAt: lastSentAt?.toISOString() ?? null,
    },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const log = (tx: Database, actor: UserActor, id: string, type: string, title: string) =>
  record(tx, actor, {
    workspaceId: actor.workspaceId,
    type,
    category: "system",
    subject: { kind: "destination", id },
    title,
  });
