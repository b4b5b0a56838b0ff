import { sql } from "drizzle-orm";
import { addressOf } from "@/lib/auth/client-address";
import { endCodes } from "@/lib/auth/codes";
import { openSession, revokeSession, sessionCookieName, unsealSession } from "@/lib/auth/session";
import { moveDevices } from "@/lib/auth/session-devices";
import { cookieOf } from "./authenticate";

/**
 * Opens a new session for somebody who has just proved who they are, and ends the one this browser had before: an
 * id from before the proof is never kept. Codes that were mailed to them end with it, however they came in. Returns the
 * new session's id.
 */
export async function startSession(request: Request, userId: string): Promise<string> {
  const former = await unsealSession(cookieOf(request, sessionCookieName()));
  const sessionId = await openSession(userId, {
    userAgent: request.headers.get("user-agent") ?? undefined,
    address: addressOf(request.headers),
  });
  await endCodes(sql`(SELECT email FROM users WHERE id = ${userId})`);
  if (former) {
    await moveDevices(former, { sessionId, userId });
    await revokeSession(former);
  }
  return sessionId;
}
