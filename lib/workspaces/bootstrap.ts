import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { workspaces } from "@/db/schema/workspaces";

/** Whether the database holds nobody yet. */
export async function isEmpty(on: Database): Promise<boolean> {
  const { rows } = await on.execute(sql`SELECT FROM users UNION ALL SELECT FROM workspaces LIMIT 1`);
  return rows.length === 0;
}

/** The slug of the oldest workspace: the one a start talks about. */
export async function findFirstWorkspace(on: Database): Promise<string | null> {
  const [row] = await on.select({ slug: workspaces.slug }).from(workspaces).orderBy(workspaces.createdAt).limit(1);
  return row?.slug ?? null;
}
