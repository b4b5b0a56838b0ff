import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { members, users, workspaces } from "@/db/schema/people";
import { transact } from "@/db/transaction";
import { env } from "@/lib/env";
import { seedDemo } from "./demo";

/**
 * Fills a database that holds nobody yet: the demo workspace, or (BELFRY_SEED=empty) a workspace of one owner, whose
 * address is BELFRY_OWNER_EMAIL. Leaves any other database alone. Two at once: one fills, the other finds it full.
 */
export function seedWhenEmpty(): Promise<void> {
  return transact(async (tx) => {
    await tx.execute(sql`LOCK TABLE workspaces IN SHARE ROW EXCLUSIVE MODE`);
    const { rows } = await tx.execute(sql`SELECT FROM users UNION ALL SELECT FROM workspaces LIMIT 1`);
    if (rows.length > 0) return;
    if (env().BELFRY_SEED === "demo") await seedDemo(tx);
    else await seedOwner(tx, env().BELFRY_OWNER_EMAIL);
  });
}

/** The slug of the oldest workspace: the one a start talks about. */
export async function findFirstWorkspace(on: Database): Promise<string | null> {
  const [row] = await on.select({ slug: workspaces.slug }).from(workspaces).orderBy(workspaces.createdAt).limit(1);
  return row?.slug ?? null;
}

async function seedOwner(tx: Database, email: string | undefined): Promise<void> {
  if (!email) return;
  const address = email.toLowerCase();
  const handle = (address.split("@")[0] ?? "owner").replace(/[^a-z0-9_]/g, "") || "owner";
  const [workspace] = await tx
    .insert(workspaces)
    .values({ slug: "team", name: "Team" })
    .returning({ id: workspaces.id });
  const [user] = await tx.insert(users).values({ email: address, name: handle, handle }).returning({ id: users.id });
  if (workspace && user) await tx.insert(members).values({ workspaceId: workspace.id, userId: user.id, role: "owner" });
}
