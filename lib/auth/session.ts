import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { decode, encode } from "next-auth/jwt";
import { type Database, db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import { users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import type { PersonActor, UserActor } from "@/lib/auth/actor";
import { dropDevices } from "@/lib/auth/session-devices";
import { deriveKey } from "@/lib/crypto";
import { env } from "@/lib/env";
import { disconnect } from "@/lib/realtime/disconnect";
import { ShortMemory } from "@/lib/short-memory";

export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** The secret next-auth signs its cookie with. */
export const cookieSecret = (): string => deriveKey("next-auth").toString("hex");

/** Whether people reach this instance over https. */
export const isSecure = (): boolean => env().BELFRY_URL.startsWith("https://");

/** `__Host-` pins the cookie to this very host, which browsers allow over https only. */
export const sessionCookieName = (): string => (isSecure() ? "__Host-belfry.session" : "belfry.session");

export const cookieOptions = () => ({ httpOnly: true, sameSite: "lax" as const, path: "/", secure: isSecure() });

/** A Set-Cookie header with those options, for a value of URL-safe characters. */
export function setCookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure() ? "; Secure" : ""}`;
}

/** Told to a browser whose session ends. Pages it never keeps; pictures of people it does. */
export const forgetFetched = (headers: Headers): void => headers.set("clear-site-data", '"cache"');

/** Opens a session for a person who has just proved who they are. Returns the new session's id. */
export async function openSession(
  userId: string,
  from: { userAgent?: string; address?: string },
  on: Database = db(),
): Promise<string> {
  const [row] = await on
    .insert(sessions)
    .values({
      userId,
      userAgent: (from.userAgent ?? "").slice(0, 300),
      address: from.address,
      expiresAt: sql`clock_timestamp() + make_interval(secs => ${SESSION_SECONDS})`,
    })
    .returning({ id: sessions.id });
  if (!row) throw new Error("The session was not written.");
  return row.id;
}

/** The cookie's value for a session: next-auth's encrypted token, holding the session's id and nothing of worth. */
export function sealSession(sessionId: string, userId: string): Promise<string> {
  return encode({ token: { sub: userId, sid: sessionId }, secret: cookieSecret(), maxAge: SESSION_SECONDS });
}

/** The session id inside a cookie value; undefined for anything we did not make, or that has run out. */
export async function unsealSession(cookie: string | undefined): Promise<string | undefined> {
  if (!cookie) return undefined;
  try {
    const token = await decode({ token: cookie, secret: cookieSecret() });
    return typeof token?.sid === "string" ? token.sid : undefined;
  } catch {
    return undefined;
  }
}

const isLive = (sessionId: string) =>
  and(eq(sessions.id, sessionId), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`clock_timestamp()`));

const personsBySession = new ShortMemory<PersonActor>("person by session");
const usersBySession = new ShortMemory<UserActor>("user by session");

/** After the commit of what ends sessions, or changes who belongs where and as what. */
export function forgetSessions(): void {
  personsBySession.forget();
  usersBySession.forget();
}

/** The person behind a session, wherever they are: as of half a second ago at the most. */
export const findPerson = (sessionId: string): Promise<PersonActor | undefined> =>
  personsBySession.get(sessionId, () => readPerson(sessionId));

async function readPerson(sessionId: string): Promise<PersonActor | undefined> {
  const [row] = await db().select({ userId: sessions.userId }).from(sessions).where(isLive(sessionId));
  return row && { kind: "person", userId: row.userId, sessionId };
}

/** What next-auth's own session address tells of a person. */
export async function findNames(userId: string): Promise<{ name: string; email: string } | undefined> {
  const [row] = await db().select({ name: users.name, email: users.email }).from(users).where(eq(users.id, userId));
  return row;
}

/**
 * The person behind a session in the workspace named by slug or id (or, unnamed, the one last looked at, else
 * the oldest of theirs): undefined when the session has ended, or when they are no member. As of half a second ago at the
 * most.
 */
export const findUser = (sessionId: string, workspace?: string): Promise<UserActor | undefined> =>
  usersBySession.get(`${sessionId} ${workspace ?? ""}`, () => readUser(sessionId, workspace));

async function readUser(sessionId: string, workspace?: string): Promise<UserActor | undefined> {
  const [row] = await db()
    .select({
      userId: sessions.userId,
      workspaceId: workspaces.id,
      workspaceSlug: workspaces.slug,
      role: members.role,
      isRecent: sql<boolean>`${sessions.lastSeenAt} > clock_timestamp() - interval '1 minute'`,
    })
    .from(sessions)
    .innerJoin(members, eq(members.userId, sessions.userId))
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(
      and(isLive(sessionId), workspace ? sql`${workspace} IN (${workspaces.slug}, ${workspaces.id}::text)` : undefined),
    )
    .orderBy(sql`${workspaces.id} = ${sessions.workspaceId} DESC NULLS LAST`, members.createdAt, workspaces.id)
    .limit(1);
  if (!row) return undefined;
  const { isRecent, ...found } = row;
  if (!isRecent) await touchSession(sessionId);
  return { kind: "user", sessionId, ...found };
}

/** Remembers the workspace a person turned to with `?w=`, for the pages they open without it. */
export async function rememberWorkspace(actor: Pick<UserActor, "sessionId" | "workspaceId">): Promise<void> {
  await db()
    .update(sessions)
    .set({ workspaceId: actor.workspaceId })
    .where(and(eq(sessions.id, actor.sessionId), sql`${sessions.workspaceId} IS DISTINCT FROM ${actor.workspaceId}`));
  forgetSessions();
}

/** Ends a session: the next request with its cookie is nobody's, and its pages hear nothing more. */
export async function revokeSession(sessionId: string): Promise<void> {
  await revokeSessions(eq(sessions.id, sessionId));
}

/** Ends those sessions of `which` that have not ended yet, each as `revokeSession` does. Answers how many. */
export async function revokeSessions(which: SQL | undefined): Promise<number> {
  // One statement: at no moment is a session over and its person's old channels still told.
  const ended = db()
    .$with("ended")
    .as(
      db()
        .update(sessions)
        .set({ revokedAt: sql`clock_timestamp()` })
        .where(and(isNull(sessions.revokedAt), which))
        .returning({ id: sessions.id, userId: sessions.userId }),
    );
  const renamed = db()
    .$with("renamed")
    .as(
      db()
        .update(users)
        .set({ liveGeneration: sql`${users.liveGeneration} + 1` })
        .where(sql`${users.id} IN (SELECT user_id FROM ended)`)
        .returning({ id: users.id }),
    );
  const rows = await db().with(ended, renamed).select({ id: ended.id, userId: ended.userId }).from(ended);
  forgetSessions();
  for (const userId of new Set(rows.map((row) => row.userId))) disconnect(userId);
  await dropDevices(rows.map(({ id }) => id));
  return rows.length;
}

async function touchSession(sessionId: string): Promise<void> {
  await db().update(sessions).set({ lastSeenAt: sql`clock_timestamp()` }).where(eq(sessions.id, sessionId));
}
