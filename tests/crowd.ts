import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Team } from "./people";

/** So many members of that workspace, made in one statement; nobody of them is signed in. */
export async function makeCrowd({ workspaceId }: Team, people: number): Promise<void> {
  const name = `c${Math.random().toString(36).slice(2, 8)}`;
  await db().execute(sql`
    WITH made AS (
      INSERT INTO users (name, handle, email)
      SELECT 'Person ' || n, ${name} || '_' || n, ${name} || '_' || n || '@example.com'
      FROM generate_series(1, ${people}::int) n RETURNING id
    )
    INSERT INTO members (workspace_id, user_id, role) SELECT ${workspaceId}, id, 'member' FROM made`);
}
