import { readChannelName } from "./channel-name";
import type { Complaint, Connection } from "./connection";
import type { Hub } from "./hub";
import { isAuthorized } from "./signature";

type Denial = { type: "AuthError" | "InvalidChannel" | "LimitReached"; status: number; error: string };

/** `pusher:subscribe`: joins a channel, or says twice why not, since each client listens to one of the two errors. */
export function subscribe(hub: Hub, connection: Connection, data: Record<string, unknown>): Complaint | null {
  const { channel } = data;
  if (typeof channel !== "string") return { message: "pusher:subscribe needs the name of a channel." };
  if (connection.channels.has(channel)) return { message: `This connection is already subscribed to ${channel}.` };
  const denial = findDenial(hub, connection, channel, data);
  if (denial) {
    connection.send("pusher:subscription_error", JSON.stringify(denial), channel);
    return { message: denial.error, code: denial.type === "AuthError" ? 4009 : undefined };
  }
  hub.channels.join(channel, connection);
  connection.send("pusher_internal:subscription_succeeded", "{}", channel);
  return null;
}

/** `pusher:unsubscribe`: never answered, and harmless for a channel that was not joined. */
export function unsubscribe(hub: Hub, connection: Connection, data: Record<string, unknown>): Complaint | null {
  const { channel } = data;
  if (typeof channel !== "string") return { message: "pusher:unsubscribe needs the name of a channel." };
  hub.channels.leave(channel, connection);
  return null;
}

function findDenial(hub: Hub, connection: Connection, channel: string, data: Record<string, unknown>): Denial | null {
  const name = readChannelName(channel);
  if ("refusal" in name) return { type: "InvalidChannel", status: 400, error: name.refusal };
  if (name.kind === "private" && !isTokenValid(hub, connection, channel, data))
    return { type: "AuthError", status: 401, error: `The auth for ${channel} is invalid for this connection.` };
  if (name.kind === "user" && name.userId !== connection.userId)
    return { type: "AuthError", status: 401, error: `This connection is not signed in as the user of ${channel}.` };
  const limit = hub.limits.channelsPerConnection;
  if (connection.channels.size >= limit)
    return { type: "LimitReached", status: 403, error: `A connection may be subscribed to ${limit} channels at most.` };
  return null;
}

/** channel_data belongs to the signed text whenever it is sent, on private channels too, exactly as received. */
function isTokenValid(hub: Hub, connection: Connection, channel: string, data: Record<string, unknown>): boolean {
  const { auth, channel_data: channelData } = data;
  if (typeof auth !== "string") return false;
  if (channelData === undefined || channelData === null)
    return isAuthorized(hub.app, auth, [connection.socketId, channel]);
  return typeof channelData === "string" && isAuthorized(hub.app, auth, [connection.socketId, channel, channelData]);
}
