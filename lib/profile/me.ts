import { asc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { userPictures, users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { type Me, pictureUrl } from "@/lib/workspaces/contract";

/** Who is asking, and the workspaces they belong to, oldest membership first. */
export async function getMe(actor: Actor): Promise<Me> {
  if (actor.kind !== "person" && actor.kind !== "user") throw new AppError("forbidden", "Only a person has a profile.");
  const [user] = await db()
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      handle: users.handle,
      title: users.title,
      timeZone: users.timeZone,
      hash: userPictures.hash,
    })
    .from(users)
    .leftJoin(userPictures, eq(userPictures.userId, users.id))
    .where(eq(users.id, actor.userId));
  if (!user) throw new AppError("unauthenticated", "Sign in first: there is no live session.");
  const mine = await db()
    .select({ id: workspaces.id, slug: workspaces.slug, name: workspaces.name, role: members.role })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, actor.userId))
    .orderBy(asc(members.createdAt), asc(workspaces.id));
  const { hash, ...known } = user;
  return { user: { ...known, pictureUrl: hash && pictureUrl(known.id, hash) }, workspaces: mine };
}
