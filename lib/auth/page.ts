import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { PersonActor, UserActor } from "@/lib/auth/actor";
import { findPerson, findUser, rememberWorkspace, sessionCookieName, unsealSession } from "@/lib/auth/session";

/**
 * The person a page is rendered for, in the workspace its address names with `?w=` (remembered for pages opened
 * without) or else their last one. Sends nobody to sign-in and back here afterwards; answers 404 for a workspace
 * they do not belong to. One look-up per rendered page, however many components ask.
 */
export const requireUser = cache(async (): Promise<UserActor> => {
  const given = await headers();
  // Both written by proxy.ts, which deletes what a client sent under these names.
  const workspace = given.get("x-belfry-workspace") ?? undefined;
  const path = given.get("x-belfry-path") ?? "/notifications";
  const sessionId = await currentSession();
  const user = sessionId && (await findUser(sessionId, workspace));
  if (user) {
    if (workspace && !given.has("next-router-prefetch")) await rememberWorkspace(user);
    return user;
  }
  if (sessionId && workspace && (await findUser(sessionId))) notFound();
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
});

/** Who opens the sign-in page: somebody signed in with a workspace, without any, or nobody. */
export async function findVisitor(): Promise<UserActor | PersonActor | undefined> {
  const sessionId = await currentSession();
  return sessionId ? ((await findUser(sessionId)) ?? (await findPerson(sessionId))) : undefined;
}

async function currentSession(): Promise<string | undefined> {
  return unsealSession((await cookies()).get(sessionCookieName())?.value);
}
