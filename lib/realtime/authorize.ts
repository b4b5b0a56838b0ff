import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { members } from "@/db/schema/workspaces";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import { realtimeServer } from "./publish";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const USER_CHANNEL = new RegExp(`^private-user\\.(${UUID})\\.(${UUID})$`);

/**
 * Signs one live connection's wish to hear one channel: one's own, `private-user.<id>.<workspace>`, in a workspace
 * one belongs to. Errors: 403 for any other name, 503 when nothing is live.
 */
export async function authorizeRealtimeChannel(
  actor: Actor,
  input: Input<typeof api.authorizeRealtimeChannel>,
): Promise<{ auth: string }> {
  if (actor.kind !== "person" || !(await mayHear(actor.userId, input.channel))) {
    throw new AppError("forbidden", "You may not listen to this channel.");
  }
  return { auth: liveServer().authorizeChannel(input.socketId, input.channel).auth };
}

/** Signs whose one live connection is, so that `disconnect` ends it. Error: 503 when nothing is live. */
export async function authenticateRealtimeUser(
  actor: Actor,
  { socketId }: Input<typeof api.authenticateRealtimeUser>,
): Promise<Output<typeof api.authenticateRealtimeUser>> {
  if (actor.kind !== "person") throw new AppError("forbidden", "Only a person has a live connection.");
  const { auth, user_data: userData } = liveServer().authenticateUser(socketId, { id: actor.userId });
  return { auth, userData };
}

function liveServer() {
  const server = realtimeServer();
  if (!server) throw new AppError("unavailable", "Live updates are switched off here.");
  return server;
}

async function mayHear(person: string, channel: string): Promise<boolean> {
  const [, userId, workspaceId] = USER_CHANNEL.exec(channel) ?? [];
  if (!workspaceId || userId !== person) return false;
  const isMember = and(eq(members.userId, userId), eq(members.workspaceId, workspaceId));
  return (await db().select({ userId: members.userId }).from(members).where(isMember)).length > 0;
}
