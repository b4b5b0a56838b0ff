import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import { users } from "@/db/schema/users";
import { members } from "@/db/schema/workspaces";
import { userChannel } from "./channels";

/** One person's inbox in one workspace. */
export interface Inbox {
  userId: string;
  workspaceId: string;
}

const generation = sql<string>`${users.liveGeneration} || '.' || (extract(epoch FROM ${members.createdAt}) * 1000000)::bigint`;

/** The channels of those inboxes as they are named now, in order; undefined for whoever is no member (any more). */
export async function channelsOf(inboxes: Inbox[]): Promise<(string | undefined)[]> {
  const [userIds, workspaceIds] = [inboxes.map(({ userId }) => userId), inboxes.map(({ workspaceId }) => workspaceId)];
  const rows = await db()
    .select({ userId: members.userId, workspaceId: members.workspaceId, generation })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      sql`(${members.workspaceId}, ${members.userId}) IN
        (SELECT * FROM unnest(${sql.param(workspaceIds)}::uuid[], ${sql.param(userIds)}::uuid[]))`,
    );
  const names = new Map(rows.map((row) => [keyOf(row), userChannel(row.userId, row.workspaceId, row.generation)]));
  return inboxes.map((inbox) => names.get(keyOf(inbox)));
}

/**
 * The channel a session may hear in a workspace; undefined when it has ended, or its person is no member. One
 * statement: a session that ends meanwhile never learns the name that its end brings.
 */
export async function channelOfSession(sessionId: string, workspaceId: string): Promise<string | undefined> {
  const [row] = await db()
    .select({ userId: members.userId, generation })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.workspaceId, workspaceId)))
    .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`clock_timestamp()`)));
  return row && userChannel(row.userId, workspaceId, row.generation);
}

const keyOf = ({ userId, workspaceId }: Inbox) => `${workspaceId} ${userId}`;
