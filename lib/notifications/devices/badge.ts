import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Actor, asPerson } from "@/lib/auth/actor";
import type { Output } from "@/lib/http/endpoint";
import type * as api from "./contract";

/** What a person has unread in all the workspaces they belong to, as SQL. */
export const unreadOf = (userId: SQL): SQL => sql`(
  SELECT coalesce(sum(c.unread), 0) FROM inbox_counters c JOIN members m USING (user_id, workspace_id)
  WHERE c.user_id = ${userId})`;

/** The number on the app's icon. */
export async function getBadgeCount(actor: Actor): Promise<Output<typeof api.getBadgeCount>> {
  const { userId } = asPerson(actor);
  const { rows } = await db().execute<{ count: string }>(sql`SELECT ${unreadOf(sql`${userId}::uuid`)} AS count`);
  return { count: Number(rows[0]?.count ?? 0) };
}
