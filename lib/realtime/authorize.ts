import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import { channelOfSession } from "./generation";
import { realtimeServer } from "./publish";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const USER_CHANNEL = new RegExp(`^private-user\\.${UUID}\\.(${UUID})\\.`);

/**
 * Signs one live connection's wish to hear one channel: one's own in a workspace one belongs to, by the name that
 * `authenticateRealtimeUser` tells. Errors: 403 for any other name, an older one too, 503 when nothing is live.
 */
export async function authorizeRealtimeChannel(
  actor: Actor,
  input: Input<typeof api.authorizeRealtimeChannel>,
): Promise<{ auth: string }> {
  const [, workspaceId] = USER_CHANNEL.exec(input.channel) ?? [];
  if (!workspaceId || input.channel !== (await channelFor(actor, workspaceId))) {
    throw new AppError("forbidden", "You may not listen to this channel.");
  }
  return { auth: liveServer().authorizeChannel(input.socketId, input.channel).auth };
}

/**
 * Signs whose one live connection is, so that `disconnect` ends it, and names the channel of one workspace as it is
 * now. Errors: 403 not a member there, 503 when nothing is live.
 */
export async function authenticateRealtimeUser(
  actor: Actor,
  { socketId, workspaceId }: Input<typeof api.authenticateRealtimeUser>,
): Promise<Output<typeof api.authenticateRealtimeUser>> {
  const channel = await channelFor(actor, workspaceId);
  if (actor.kind !== "person" || !channel) throw new AppError("forbidden", "You may not listen to this workspace.");
  const { auth, user_data: userData } = liveServer().authenticateUser(socketId, { id: actor.userId });
  return { auth, userData, channel };
}

const channelFor = async (actor: Actor, workspaceId: string) =>
  actor.kind === "person" ? channelOfSession(actor.sessionId, workspaceId) : undefined;

function liveServer() {
  const server = realtimeServer();
  if (!server) throw new AppError("unavailable", "Live updates are switched off here.");
  return server;
}
