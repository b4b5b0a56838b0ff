import { and, desc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { sha256 } from "@/lib/crypto";
import { notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import type { Device } from "./contract";

const MAX_DEVICES = 100;

const ofMine = (userId: string, id: string) => and(eq(devices.userId, userId), eq(devices.id, id));

/** The browsers and apps a person gets notifications on, last seen first. */
export async function listDevices(actor: Actor): Promise<Output<typeof api.listDevices>> {
  const { userId } = asPerson(actor);
  const rows = await db()
    .select()
    .from(devices)
    .where(eq(devices.userId, userId))
    .orderBy(desc(devices.lastSeenAt), desc(devices.id))
    .limit(MAX_DEVICES);
  return { devices: rows.map(toWire) };
}

/** Gives one of my devices another name. Error: 404. */
export async function renameDevice(actor: Actor, { id, name }: Input<typeof api.renameDevice>): Promise<Device> {
  const [row] = await db()
    .update(devices)
    .set({ name })
    .where(ofMine(asPerson(actor).userId, id))
    .returning();
  if (!row) throw notFound("device");
  return toWire(row);
}

/** Forgets one of my devices: what waits for it is not sent. Error: 404. */
export async function removeDevice(
  actor: Actor,
  { id }: Input<typeof api.removeDevice>,
): Promise<Output<typeof api.removeDevice>> {
  const { rowCount } = await db()
    .delete(devices)
    .where(ofMine(asPerson(actor).userId, id));
  if (!rowCount) throw notFound("device");
  return { done: true };
}

/** A device as its person sees it; its address stays here. */
export const toWire = (row: typeof devices.$inferSelect): Device => ({
  id: row.id,
  platform: row.platform,
  name: row.name,
  userAgent: row.userAgent,
  fingerprint: sha256(row.address),
  isReachable: row.failures === 0,
  createdAt: row.createdAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
});
