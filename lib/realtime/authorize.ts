import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { members } from "@/db/schema/people";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import type { authorizeChannel } from "./contract";
import { userChannel } from "./names";
import { realtimeServer } from "./publish";

const WORKSPACE_CHANNEL = /^private-ws\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Signs one live connection's wish to hear one channel: one's own `private-user.<id>`, or `private-ws.<id>` of a
 * workspace one belongs to. Errors: 403 for any other name, 503 when nothing is live.
 */
export async function authorizeLiveChannel(
  actor: Actor,
  input: Input<typeof authorizeChannel>,
): Promise<{ auth: string }> {
  if (actor.kind !== "person" || !(await mayHear(actor.userId, input.channel))) {
    throw new AppError("forbidden", "You may not listen to this channel.");
  }
  const server = realtimeServer();
  if (!server) throw new AppError("unavailable", "Live updates are switched off here.");
  return { auth: server.authorizeChannel(input.socketId, input.channel).auth };
}

async function mayHear(userId: string, channel: string): Promise<boolean> {
  if (channel === userChannel(userId)) return true;
  const workspaceId = WORKSPACE_CHANNEL.exec(channel)?.[1];
  if (!workspaceId) return false;
  const isMember = and(eq(members.userId, userId), eq(members.workspaceId, workspaceId));
  return (await db().select({ userId: members.userId }).from(members).where(isMember)).length > 0;
}
