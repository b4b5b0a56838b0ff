import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { devices } from "@/db/schema/devices";
import { workspaces } from "@/db/schema/workspaces";
import { uuidv7 } from "@/db/uuid";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { findUser } from "@/lib/auth/session";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { refuseWhenStopping } from "@/lib/shutdown";
import { test } from "../catalogue/system";
import type { Outcome, Outgoing } from "../channels/define";
import { CHANNEL_REGISTRY } from "../channels/registry";
import type * as api from "../devices/contract";

type Device = typeof devices.$inferSelect;

/**
 * Sends the `test` type to one of my devices, past preferences and past the inbox, and says in words what came of it.
 * Errors: 404; 409 for somebody in no workspace, whom nothing would reach.
 */
export async function testDevice(
  actor: Actor,
  { id }: Input<typeof api.testDevice>,
): Promise<Output<typeof api.testDevice>> {
  const person = asPerson(actor);
  const since = await databaseNow();
  const [device] = await db()
    .select()
    .from(devices)
    .where(and(eq(devices.userId, person.userId), eq(devices.id, id)));
  if (!device) throw notFound("device");
  const user = await findUser(person.sessionId);
  if (!user) throw new AppError("conflict", "You are in no workspace, so nothing would reach this device.");
  const outgoing = await messageFor(device, user.workspaceId);
  const channel = channelOf(device);
  const outcome = await channel.send(outgoing, refuseWhenStopping);
  if (outcome.kind === "gone") await channel.retire?.(outgoing, since);
  return { success: outcome.kind === "sent", message: inWords(outcome) };
}

const channelOf = ({ platform }: Device) => CHANNEL_REGISTRY[platform === "web" ? "web_push" : "mobile_push"];

async function messageFor({ userId, address }: Device, workspaceId: string): Promise<Outgoing> {
  const [workspace] = await db()
    .select({ id: workspaces.id, slug: workspaces.slug, name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  if (!workspace) throw new Error("The session's workspace is gone.");
  return {
    deliveryId: uuidv7(),
    activityId: uuidv7(),
    notificationId: null,
    destination: null,
    body: "",
    link: null,
    ...test.render({}),
    userId,
    address,
    workspace,
    type: test.key,
    label: test.label,
    category: test.category,
    priority: "normal",
    data: {},
    subject: null,
    actions: [],
    attempt: 1,
  };
}

const HINTS: Partial<Record<Outcome["kind"], string>> = {
  gone: "Turn notifications on again on that device.",
  retry: "Try again in a moment.",
  skipped: "An operator has to set that up first.",
};

function inWords(outcome: Outcome): string {
  if (outcome.kind === "sent") return "It was taken by the push service, and should show on that device in a moment.";
  return [outcome.error, HINTS[outcome.kind]].filter(Boolean).join(" ");
}
