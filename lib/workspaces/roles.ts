import { and, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Role } from "@/db/enums";
import { users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import { afterCommit, transact } from "@/db/transaction";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { forgetSessions } from "@/lib/auth/session";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { cancelDeliveriesOf } from "@/lib/notifications/events/notify";
import { disconnect } from "@/lib/realtime/disconnect";
import type * as api from "./contract";
import type { Member } from "./contract";
import { getMember } from "./members";
import { mayManage, rolesGivenBy } from "./permissions";

/**
 * Gives a member another role; it bites on their next request. Errors: 403 a role the actor may not give or take, 404
 * no such member, 409 the last owner.
 */
export function updateMember(actor: Actor, { userId, role }: Input<typeof api.updateMember>): Promise<Member> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const { mine, theirs, name } = await lockBoth(tx, user, userId);
    if (theirs !== role) {
      if (!mayManage(mine, theirs) || !rolesGivenBy(mine).includes(role)) {
        throw new AppError("forbidden", "Only owners may make owners, or change what an owner is.");
      }
      if (theirs === "owner") await keepAnOwner(tx, user.workspaceId);
      afterCommit(tx, forgetSessions);
      await tx.update(members).set({ role }).where(membership(user.workspaceId, userId));
      await log(tx, user, userId, "member.role_changed", `${name} is ${role} now`, { from: theirs, to: role });
    }
    return getMember(tx, user, userId);
  });
}

/**
 * Removes a member, or lets oneself leave: mail that waits for them is cancelled in the same transaction, and their
 * open pages are ended after it. Errors: 403 not the actor's to remove, 404 no such member, 409 the last owner.
 */
export function removeMember(
  actor: Actor,
  { userId }: Input<typeof api.removeMember>,
): Promise<Output<typeof api.removeMember>> {
  const user = asMember(actor);
  const isLeaving = userId === user.userId;
  return transact(async (tx) => {
    const { mine, theirs, name } = await lockBoth(tx, user, userId);
    if (!isLeaving && !mayManage(mine, theirs)) {
      throw new AppError(
        "forbidden",
        theirs === "owner" ? "Only owners may remove an owner." : "Only admins remove members.",
      );
    }
    if (theirs === "owner") await keepAnOwner(tx, user.workspaceId);
    const [type, title] = isLeaving ? ["member.left", `${name} left`] : ["member.removed", `${name} was removed`];
    await log(tx, user, userId, type, title, { role: theirs });
    await tx.delete(members).where(membership(user.workspaceId, userId));
    await cancelDeliveriesOf(tx, user.workspaceId, userId, "member removed");
    afterCommit(tx, () => {
      forgetSessions();
      disconnect(userId);
    });
    return { done: true };
  });
}

const membership = (workspaceId: string, userId: string) =>
  and(eq(members.workspaceId, workspaceId), eq(members.userId, userId));

/**
 * Both roles as they are now. Changes of one workspace's members wait for each other here, so that what was read is
 * still so when it is written: two owners who demote each other leave one. (`NO KEY`: others may refer to the row.)
 */
async function lockBoth(
  tx: Database,
  actor: UserActor,
  userId: string,
): Promise<{ mine: Role; theirs: Role; name: string }> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, actor.workspaceId))
    .for("no key update");
  const roleOf = (id: string) =>
    tx
      .select({ role: members.role, name: users.name })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(membership(actor.workspaceId, id));
  const [me] = await roleOf(actor.userId);
  if (!me) throw notFound("workspace");
  // Nothing about others is for guests to learn, not even whether they are here.
  if (userId !== actor.userId && me.role === "guest") throw notFound("member");
  const [they] = await roleOf(userId);
  if (!they) throw notFound("member");
  return { mine: me.role, theirs: they.role, name: they.name };
}

async function keepAnOwner(tx: Database, workspaceId: string): Promise<void> {
  const isOwner = and(eq(members.workspaceId, workspaceId), eq(members.role, "owner"));
  if ((await tx.$count(members, isOwner)) > 1) return;
  throw new AppError("conflict", "A workspace keeps at least one owner: make somebody else an owner first.");
}

const log = (tx: Database, actor: UserActor, id: string, type: string, title: string, data: Record<string, unknown>) =>
  record(tx, actor, {
    workspaceId: actor.workspaceId,
    type,
    category: "team",
    subject: { kind: "user", id },
    title,
    data,
  });
