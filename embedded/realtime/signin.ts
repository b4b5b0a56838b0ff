import type { Complaint, Connection } from "./connection";
import type { Hub } from "./hub";
import { isAuthorized } from "./signature";

const MAX_USER_ID_LENGTH = 200;

/** `pusher:signin`: ties the connection to a user for the rest of its life, so that it can be told and terminated. */
export function signIn(hub: Hub, connection: Connection, data: Record<string, unknown>): Complaint | null {
  const { auth, user_data: userData } = data;
  if (typeof auth !== "string" || typeof userData !== "string")
    return { message: "pusher:signin needs auth and user_data, both strings." };
  if (!isAuthorized(hub.app, auth, [connection.socketId, "", "user", "", userData]))
    return { message: "The auth of the sign-in is invalid for this connection.", code: 4009 };
  const user = readUser(userData);
  if ("refusal" in user) return { message: user.refusal };
  if (connection.userId !== null && connection.userId !== user.id)
    return { message: "This connection is already signed in as another user." };
  connection.userId = user.id;
  connection.send("pusher:signin_success", { user_data: userData });
  return null;
}

function readUser(userData: string): { id: string } | { refusal: string } {
  let user: unknown;
  try {
    user = JSON.parse(userData);
  } catch {
    return { refusal: "The user_data of the sign-in is not JSON." };
  }
  if (typeof user !== "object" || user === null || !("id" in user) || typeof user.id !== "string" || user.id === "")
    return { refusal: "The user_data of the sign-in needs an id that is a non-empty string." };
  if (user.id.length > MAX_USER_ID_LENGTH)
    return { refusal: `A user id has at most ${MAX_USER_ID_LENGTH} characters.` };
  if ("watchlist" in user && user.watchlist !== undefined && user.watchlist !== null)
    return { refusal: "Watchlists are not supported by this server: sign in without one." };
  return { id: user.id };
}
