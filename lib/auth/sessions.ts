import { and, desc, eq, gt, isNull, lte, ne, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import { type Actor, asPerson } from "@/lib/auth/actor";
import type * as api from "@/lib/auth/contract";
import { forgetFetched, revokeSessions, sessionCookieName, setCookie } from "@/lib/auth/session";
import { notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type { RequestContext } from "../http/request-context";

const MAX_SESSIONS = 100;

const liveOf = (userId: string) =>
  and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`clock_timestamp()`));

/** Where a person is signed in, last seen first. */
export async function listSessions(actor: Actor): Promise<Output<typeof api.listSessions>> {
  const { userId, sessionId } = asPerson(actor);
  const rows = await db()
    .select()
    .from(sessions)
    .where(liveOf(userId))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(MAX_SESSIONS);
  return {
    sessions: rows.map((row) => ({
      id: row.id,
      userAgent: row.userAgent,
      address: row.address,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      isCurrent: row.id === sessionId,
    })),
  };
}

/** Ends one session of one's own, and every page that lives by it. Error: 404 not a live one of theirs. */
export async function endSession(
  actor: Actor,
  { id }: Input<typeof api.endSession>,
  { headers }: RequestContext,
): Promise<Output<typeof api.endSession>> {
  const { userId, sessionId } = asPerson(actor);
  if ((await revokeSessions(and(liveOf(userId), eq(sessions.id, id)))) === 0) throw notFound("session");
  if (id === sessionId) {
    headers.append("set-cookie", setCookie(sessionCookieName(), "", 0));
    forgetFetched(headers);
  }
  return { done: true };
}

/** Ends the sessions that have run out, so that pages which are still open hear nothing more. Answers how many. */
export const endExpiredSessions = (): Promise<number> =>
  revokeSessions(lte(sessions.expiresAt, sql`clock_timestamp()`));

/** Ends every session of a person but the one that asks. Answers how many ended. */
export async function endOtherSessions(actor: Actor): Promise<Output<typeof api.endOtherSessions>> {
  const { userId, sessionId } = asPerson(actor);
  return { ended: await revokeSessions(and(liveOf(userId), ne(sessions.id, sessionId))) };
}
