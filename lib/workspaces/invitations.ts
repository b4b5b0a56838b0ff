import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, lte, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { users } from "@/db/schema/users";
import { invitations, members } from "@/db/schema/workspaces";
import { afterCommit, isUniqueViolation, transact } from "@/db/transaction";
import { uuidv7 } from "@/db/uuid";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { seal, sha256 } from "@/lib/crypto";
import { AppError, notFound } from "@/lib/errors";
import { perWorkspace } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { limitCalls } from "@/lib/http/limit";
import type { RequestContext } from "../http/request-context";
import { invitationMailQueue } from "./invitation-mail";
import type * as api from "./invitations-contract";
import { INVITATION_DAYS, type Invitation } from "./invitations-contract";
import { rolesGivenBy } from "./permissions";

const MAX_INVITATIONS = 200;
const PER_WORKSPACE = { burst: 50, perSecond: 50 / 3600 };
/** One workspace's for one address; what several send it together waits in the queue. */
const PER_ADDRESS = { burst: 5, perSecond: 5 / 86_400 };

const isOpen = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));
const openIn = (workspaceId: string) => and(eq(invitations.workspaceId, workspaceId), isOpen);

/** The open invitations, newest first; one that has run out stays until it is sent again or taken back. */
export async function listInvitations(actor: Actor): Promise<Output<typeof api.listInvitations>> {
  return { invitations: await select(db(), asMember(actor)) };
}

/**
 * Invites an address: a row whose link is mailed by `invitationMailQueue`. Errors: 403 a role the actor may not give, 409
 * a member already or an open invitation, 429 too many by this workspace, or to this address.
 */
export async function createInvitation(
  actor: Actor,
  { email, role }: Input<typeof api.createInvitation>,
  { headers }: RequestContext,
): Promise<Invitation> {
  const user = asMember(actor);
  refuseRole(user, role);
  const turn = await takeTurn(user, email, headers);
  const id = uuidv7();
  return transact(async (tx) => {
    await refuseMember(tx, user, email);
    const hasRunOut = and(openIn(user.workspaceId), eq(invitations.email, email), lte(invitations.expiresAt, now));
    await tx.update(invitations).set(revoked).where(hasRunOut);
    const row = { id, workspaceId: user.workspaceId, email, role, invitedBy: user.userId, turn };
    await tx
      .insert(invitations)
      .values({ ...row, ...freshLink(id) })
      .catch(asOpenAlready);
    await log(tx, user, id, "invitation.sent", `${email} was invited as ${role}`);
    return mailed(tx, user, id);
  });
}

/** Mails an open invitation again, under a new link; the actor vouches for it now. Errors: 403, 404, 429. */
export async function resendInvitation(
  actor: Actor,
  { id }: Input<typeof api.resendInvitation>,
  { headers }: RequestContext,
): Promise<Invitation> {
  const user = asMember(actor);
  const [row] = await select(db(), user, id);
  if (!row) throw notFound("invitation");
  refuseRole(user, row.role);
  const turn = await takeTurn(user, row.email, headers);
  return transact(async (tx) => {
    const changed = await tx
      .update(invitations)
      .set({
        ...freshLink(id),
        invitedBy: user.userId,
        turn,
        state: "pending",
        sendAttempts: 0,
        nextSendAt: now,
        lastError: null,
      })
      .where(and(openIn(user.workspaceId), eq(invitations.id, id)))
      .returning({ id: invitations.id });
    if (changed.length === 0) throw notFound("invitation");
    await log(tx, user, id, "invitation.sent", `${row.email} was invited as ${row.role} again`);
    return mailed(tx, user, id);
  });
}

/** Takes an open invitation back: its link and its mail are worth nothing from here on. Error: 404. */
export function revokeInvitation(
  actor: Actor,
  { id }: Input<typeof api.revokeInvitation>,
): Promise<Output<typeof api.revokeInvitation>> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const [row] = await tx
      .update(invitations)
      .set(revoked)
      .where(and(openIn(user.workspaceId), eq(invitations.id, id)))
      .returning({ email: invitations.email });
    if (!row) throw notFound("invitation");
    await log(tx, user, id, "invitation.revoked", `The invitation of ${row.email} was taken back`);
    return { done: true };
  });
}

const now = sql`clock_timestamp()`;
const revoked = { revokedAt: now, sealedToken: null };

/** 256 random bits: digest for finding the row, sealed text for the mail. */
function freshLink(id: string) {
  const token = randomBytes(32).toString("base64url");
  return {
    tokenHash: sha256(token),
    sealedToken: seal("invitation", id, token),
    expiresAt: sql`clock_timestamp() + make_interval(days => ${INVITATION_DAYS})`,
  };
}

function refuseRole({ role: mine }: UserActor, role: Invitation["role"]): void {
  if (!rolesGivenBy(mine).includes(role)) throw new AppError("forbidden", "Only owners may make owners.");
}

/** Answers how often this workspace has written to this address lately: who wrote least is mailed first. */
async function takeTurn(user: UserActor, email: string, headers: Headers): Promise<number> {
  await limitCalls(perWorkspace("invitations", user), PER_WORKSPACE, headers);
  return PER_ADDRESS.burst - (await limitCalls(perWorkspace("invited", user, email), PER_ADDRESS, headers));
}

async function refuseMember(tx: Database, { workspaceId }: UserActor, email: string): Promise<void> {
  const [known] = await tx
    .select({ name: users.name })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), eq(users.email, email)));
  if (known) throw new AppError("conflict", `${known.name} is a member already.`);
}

function asOpenAlready(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new AppError("conflict", "This address has an open invitation: send that one again, or take it back.");
}

async function mailed(tx: Database, user: UserActor, id: string): Promise<Invitation> {
  afterCommit(tx, () => invitationMailQueue.wake());
  const [row] = await select(tx, user, id);
  if (!row) throw new Error("The invitation was not written.");
  return row;
}

async function select(on: Database, { workspaceId }: UserActor, id?: string): Promise<Invitation[]> {
  const rows = await on
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      invitedBy: users.name,
      state: invitations.state,
      lastError: invitations.lastError,
      isExpired: sql<boolean>`${invitations.expiresAt} <= clock_timestamp()`,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(and(openIn(workspaceId), id === undefined ? undefined : eq(invitations.id, id)))
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .limit(MAX_INVITATIONS);
  return rows.map(({ state, createdAt, expiresAt, ...row }) => ({
    ...row,
    state: state === "skipped" ? "failed" : state,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}

const log = (tx: Database, actor: UserActor, id: string, type: string, title: string) =>
  record(tx, actor, {
    workspaceId: actor.workspaceId,
    type,
    category: "team",
    subject: { kind: "invitation", id },
    title,
  });
