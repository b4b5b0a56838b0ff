import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { users } from "@/db/schema/users";
import { invitations, members } from "@/db/schema/workspaces";
import { transact } from "@/db/transaction";
import { record } from "@/lib/activity/record";
import type { Actor } from "@/lib/auth/actor";
import { knownBrowserCookie } from "@/lib/auth/known-browser";
import { rememberWorkspace, SESSION_SECONDS, sealSession, sessionCookieName, setCookie } from "@/lib/auth/session";
import { startSession } from "@/lib/auth/sign-in";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type { RequestContext } from "../http/request-context";
import { findOpen, needsOf, type OpenInvitation, visitorOf } from "./invitation-link";
import type * as api from "./invitations-contract";
import type { InvitationView } from "./invitations-contract";

/**
 * Joins the workspace by the link that was mailed. Somebody new gets an account and is signed in; for an address with
 * an account the link alone is not enough: its owner must be signed in, for a link can be forwarded. Taken once.
 * Errors: 401 sign in first, 404 with the reason, 409 somebody else is signed in or the handle is taken, 422 a new
 * person without name or handle.
 */
export async function acceptInvitation(
  _actor: Actor,
  { token, name, handle }: Input<typeof api.acceptInvitation>,
  { request, headers }: RequestContext,
): Promise<Output<typeof api.acceptInvitation>> {
  const visitor = await visitorOf(request);
  const joined = await transact(async (tx) => {
    const found = await findOpen(tx, token, true);
    refuseOthers(needsOf(visitor?.userId, found.accountId), found.email);
    const userId = found.accountId ?? (await makeAccount(tx, found.email, name, handle));
    await join(tx, found, userId);
    return { userId, workspace: found.workspace, email: found.email };
  });
  const { userId, workspace, email } = joined;
  const sessionId = visitor?.sessionId ?? (await startSession(request, userId));
  if (!visitor) {
    headers.append("set-cookie", setCookie(sessionCookieName(), await sealSession(sessionId, userId), SESSION_SECONDS));
    headers.append("set-cookie", knownBrowserCookie(email));
  }
  // So that the first page they open is this workspace's.
  await rememberWorkspace({ sessionId, workspaceId: workspace.id });
  return { workspace };
}

function refuseOthers(needs: InvitationView["needs"], email: string): void {
  if (needs === "other-person") {
    throw new AppError(
      "conflict",
      `This invitation is for ${email}, and you are signed in as somebody else. Sign out first.`,
    );
  }
  if (needs === "sign-in") {
    throw new AppError("unauthenticated", `${email} has an account already: sign in, then open the invitation again.`);
  }
}

async function makeAccount(tx: Database, email: string, name?: string, handle?: string): Promise<string> {
  if (!name || !handle) {
    const details = Object.entries({ name, handle }).flatMap(([path, value]) =>
      value ? [] : [{ path, message: "is missing" }],
    );
    throw new AppError("invalid", "Say your name and choose a handle.", { details });
  }
  const [user] = await tx
    .insert(users)
    .values({ email, name, handle })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (user) return user.id;
  const isTaken = (await tx.$count(users, eq(users.handle, handle))) > 0;
  throw isTaken
    ? new AppError("conflict", `The handle @${handle} is taken; choose another.`, {
        details: [{ path: "handle", message: "is taken" }],
      })
    : new AppError("unauthenticated", `${email} has an account by now: sign in, then open the invitation again.`);
}

/** Somebody who is a member already keeps the role they have. */
async function join(tx: Database, { id, workspace, role, email }: OpenInvitation, userId: string): Promise<void> {
  await tx
    .update(invitations)
    .set({ acceptedAt: sql`clock_timestamp()`, sealedToken: null })
    .where(eq(invitations.id, id));
  const added = await tx
    .insert(members)
    .values({ workspaceId: workspace.id, userId, role })
    .onConflictDoNothing()
    .returning({ userId: members.userId });
  if (added.length === 0) return;
  await record(
    tx,
    { kind: "person", userId },
    {
      workspaceId: workspace.id,
      type: "member.joined",
      category: "team",
      subject: { kind: "user", id: userId },
      title: `${email} joined as ${role}`,
      data: { invitationId: id },
    },
  );
}
