import { makeTeam, type Team } from "@/tests/people";
import { query } from "./database";

/** A workspace with this many members, in a handful of statements. The application must be using the database. */
export async function makeCrowd(url: string, size: number): Promise<Team> {
  const team = await makeTeam();
  await query(
    url,
    `WITH u AS (
       INSERT INTO users (name, handle, email)
       SELECT 'Person ' || n, 'crowd' || n, 'crowd' || n || '@example.com' FROM generate_series(1, $2::int) n RETURNING id
     ) INSERT INTO members (workspace_id, user_id, role) SELECT $1, id, 'member' FROM u`,
    [team.workspaceId, size],
  );
  return team;
}
