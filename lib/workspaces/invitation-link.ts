import { and, eq, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { users } from "@/db/schema/users";
import { invitations, members, workspaces } from "@/db/schema/workspaces";
import type { Actor } from "@/lib/auth/actor";
import { cookieOf } from "@/lib/auth/authenticate";
import { findPerson, sessionCookieName, unsealSession } from "@/lib/auth/session";
import { sha256 } from "@/lib/crypto";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import type { RequestContext } from "../http/request-context";
import type * as api from "./invitations-contract";
import type { InvitationView } from "./invitations-contract";
import { rolesGivenBy } from "./permissions";

/** What the link in an invitation's mail leads to, for whoever's browser asks. Error: 404 with the reason. */
export async function getInvitation(
  _actor: Actor,
  { token }: Input<typeof api.getInvitation>,
  { request }: RequestContext,
): Promise<InvitationView> {
  const found = await findOpen(db(), token);
  const visitor = await visitorOf(request);
  const { workspace, inviter, role, email, expiresAt } = found;
  return {
    workspace: workspace.name,
    inviter,
    role,
    email,
    expiresAt: expiresAt.toISOString(),
    needs: needsOf(visitor?.userId, found.accountId),
  };
}

export interface OpenInvitation {
  id: string;
  email: string;
  role: InvitationView["role"];
  inviter: string | null;
  expiresAt: Date;
  workspace: { id: string; slug: string; name: string };
  /** Whose address it is, if anybody's yet. */
  accountId: string | null;
}

/** The invitation a token opens; locked, when it is about to be used. Whoever sent it must still be able to. */
export async function findOpen(on: Database, token: string, toUse = false): Promise<OpenInvitation> {
  const query = on
    .select({
      invitation: invitations,
      workspace: { id: workspaces.id, slug: workspaces.slug, name: workspaces.name },
      hasRunOut: sql<boolean>`${invitations.expiresAt} <= clock_timestamp()`,
    })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .where(eq(invitations.tokenHash, sha256(token)));
  const [row] = await (toUse ? query.for("update", { of: invitations }) : query);
  if (!row) throw gone("There is no such invitation. If it was mailed to you twice, use the newer mail.");
  const { invitation, workspace, hasRunOut } = row;
  if (invitation.acceptedAt) throw gone("This invitation has been used already. Sign in instead.");
  if (invitation.revokedAt) throw gone("This invitation was taken back. Ask for a new one.");
  if (hasRunOut) throw gone("This invitation has run out. Ask for a new one.");
  const inviter = await inviterOf(on, invitation);
  if (!inviter || !rolesGivenBy(inviter.role).includes(invitation.role)) {
    throw gone("Whoever sent this invitation may not invite any more. Ask for a new one.");
  }
  const [account] = await on.select({ id: users.id }).from(users).where(eq(users.email, invitation.email));
  return { ...invitation, workspace, inviter: inviter.name, accountId: account?.id ?? null };
}

const gone = (message: string) => new AppError("not_found", message);

async function inviterOf(on: Database, { workspaceId, invitedBy }: typeof invitations.$inferSelect) {
  if (!invitedBy) return undefined;
  const [row] = await on
    .select({ name: users.name, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, invitedBy)));
  return row;
}

/** The person signed in by the browser of a request that anybody may make. */
export async function visitorOf(request: Request) {
  const sessionId = await unsealSession(cookieOf(request, sessionCookieName()));
  return sessionId ? findPerson(sessionId) : undefined;
}

/** What accepting needs, given who is signed in and whose address was invited. */
export function needsOf(visitorId: string | undefined, accountId: string | null): InvitationView["needs"] {
  if (visitorId) return visitorId === accountId ? "nothing" : "other-person";
  return accountId ? "sign-in" : "account";
}
