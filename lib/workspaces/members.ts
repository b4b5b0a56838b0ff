import { and, asc, eq, or, type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { userPictures, users } from "@/db/schema/users";
import { members } from "@/db/schema/workspaces";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { notFound } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import { type Member, pictureUrl } from "./contract";

const byName = sql<string>`lower(${users.name})`;

/** One page of a workspace's members, by name. Error: 400 a cursor this very search did not give out. */
export async function listMembers(
  actor: Actor,
  { q = "", cursor, limit }: Input<typeof api.listMembers>,
): Promise<Output<typeof api.listMembers>> {
  const { workspaceId } = asMember(actor);
  const list = `members:${workspaceId}:${q}`;
  const [name, id] = cursor ? decodeCursor(list, cursor) : [];
  const after = name !== undefined && id ? sql`(${byName}, ${users.id}) > (${name}, ${id}::uuid)` : undefined;
  const rows = await select(db(), workspaceId, and(matching(q), after), limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    members: page.map(toWire),
    total: await count(workspaceId, matching(q)),
    nextCursor: last ? encodeCursor(list, [last.sortName, last.userId]) : null,
  };
}

/** One member of the actor's workspace. Error: 404. */
export async function getMember(on: Database, { workspaceId }: UserActor, userId: string): Promise<Member> {
  const [row] = await select(on, workspaceId, eq(members.userId, userId), 1);
  if (!row) throw notFound("member");
  return toWire(row);
}

function matching(q: string): SQL | undefined {
  if (q === "") return undefined;
  const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    sql`${users.name} ILIKE ${pattern}`,
    sql`${users.handle} ILIKE ${pattern}`,
    sql`${users.email} ILIKE ${pattern}`,
  );
}

function select(on: Database, workspaceId: string, which: SQL | undefined, limit: number) {
  return on
    .select({
      userId: users.id,
      name: users.name,
      handle: users.handle,
      email: users.email,
      title: users.title,
      role: members.role,
      joinedAt: members.createdAt,
      hash: userPictures.hash,
      sortName: byName,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .leftJoin(userPictures, eq(userPictures.userId, users.id))
    .where(and(eq(members.workspaceId, workspaceId), which))
    .orderBy(asc(byName), asc(users.id))
    .limit(limit);
}

async function count(workspaceId: string, which: SQL | undefined): Promise<number> {
  const [row] = await db()
    .select({ total: sql<number>`count(*)::int` })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), which));
  return row?.total ?? 0;
}

function toWire({ hash, sortName: _, joinedAt, ...row }: Awaited<ReturnType<typeof select>>[number]): Member {
  return { ...row, joinedAt: joinedAt.toISOString(), pictureUrl: hash && pictureUrl(row.userId, hash) };
}
