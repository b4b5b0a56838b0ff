import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { NotificationType } from "../catalogue/define";
import type { EventInput } from "./contract";

/** Who is asked for. */
export interface Asked {
  /** By id, e-mail address or @handle, in lower case, each once. */
  names: string[];
  roles: readonly string[];
  isEveryone: boolean;
  /** Key or name of the project whose members stand in for the roles, if it has any. */
  project: string | null;
}

/**
 * Who an event of that type is for: those it names, or else the members of the project it is about, or else the type's
 * own. Error (422): the type wants somebody named.
 */
export function askedBy({ recipients: given, data }: EventInput, type: NotificationType): Asked {
  if (given) {
    return {
      names: toNames(given.users),
      roles: given.roles ?? [],
      isEveryone: given.everyone === true,
      project: null,
    };
  }
  if (type.recipients === "named") throw invalid("This type is for people you name: give `recipients`.");
  const value = type.projectIn && data?.[type.projectIn];
  const project = typeof value === "string" || typeof value === "number" ? String(value).trim() : null;
  return { names: [], roles: type.recipients, isEveryone: false, project };
}

/** Names as they are compared, each once. */
export const toNames = (users: string[] | undefined): string[] => [
  ...new Set(users?.map((name) => name.trim().toLowerCase())),
];

/** Whether only few are asked for, each by name: so many are found within the statement that writes. */
export const isFew = ({ names, roles, isEveryone, project }: Asked): boolean =>
  names.length <= FEW && roles.length === 0 && !isEveryone && project === null;
const FEW = 20;

/** CTEs, the last of them `named(n, name, user_id)`: whom each name of each event means; nobody where no member does. */
export function namedIn(workspaceId: string, asked: { n: number; names: string[] }[]): SQL {
  const rows = asked.flatMap(({ n, names }) => names.map((name) => ({ n, name, ...meaningOf(name) })));
  const isMember = sql`m.workspace_id = ${workspaceId}`;
  const by = (column: SQL) => sql`
    SELECT g.n, g.name, m.user_id FROM given g
    LEFT JOIN (users u JOIN members m ON m.user_id = u.id AND ${isMember}) ON u.${column} = g.${column}
    WHERE g.${column} IS NOT NULL`;
  // Only for what is asked: each way that is left out spares the statement a few tables.
  const ways = [
    sql`SELECT g.n, g.name, m.user_id FROM given g LEFT JOIN members m ON m.user_id = g.id AND ${isMember}
      WHERE g.email IS NULL AND g.handle IS NULL`,
    ...(rows.some((row) => "email" in row) ? [by(sql`email`)] : []),
    ...(rows.some((row) => "handle" in row) ? [by(sql`handle`)] : []),
  ];
  return sql`
    given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g(n int, name text, id uuid, email text, handle text)
    ), named AS (${sql.join(ways, sql` UNION ALL `)})`;
}

export interface Told {
  n: number;
  userId: string;
}

/**
 * The members each event is for, each once, and the names that no member has, for however many events and people: one
 * statement.
 */
export async function findRecipients(
  on: Database,
  workspaceId: string,
  asked: (Asked & { n: number })[],
): Promise<{ told: Told[]; unknown: Map<number, string[]> }> {
  const wide = asked.map(({ n, roles, isEveryone, project }) => ({ n, roles, is_everyone: isEveryone, project }));
  const { rows } = await on.execute<{ n: number; userId: string | null; name: string | null }>(sql`
    WITH ${namedIn(workspaceId, asked)}, asked AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(wide)}::jsonb) AS a(n int, roles text[], is_everyone boolean, project text)
    ), of_project AS (
      SELECT a.n, m.user_id FROM asked a
      JOIN projects p ON p.workspace_id = ${workspaceId} AND lower(a.project) IN (lower(p.key), lower(p.name))
      JOIN project_members pm ON pm.project_id = p.id
      JOIN members m ON m.user_id = pm.user_id AND m.workspace_id = p.workspace_id
    ), found AS (
      SELECT n, user_id FROM named WHERE user_id IS NOT NULL
      UNION SELECT n, user_id FROM of_project
      UNION SELECT a.n, m.user_id FROM asked a
        JOIN members m ON m.workspace_id = ${workspaceId} AND (a.is_everyone OR m.role = ANY(a.roles))
        WHERE a.n NOT IN (SELECT n FROM of_project)
    )
    SELECT n, user_id AS "userId", NULL AS name FROM found
    UNION ALL SELECT n, NULL, name FROM named WHERE user_id IS NULL`);
  const unknown = new Map<number, string[]>();
  for (const { n, name } of rows) if (name !== null) unknown.set(n, [...(unknown.get(n) ?? []), name]);
  return { told: rows.flatMap(({ n, userId }) => (userId === null ? [] : [{ n, userId }])), unknown };
}

/** 422 for names that no member of this workspace has. */
export const unknownNames = (names: string[]): AppError =>
  invalid(`No member of this workspace is ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}.`);

/** 422 for recipients that are nobody. */
export const nobodyToTell = (): AppError => invalid("Nobody would be told: no member matches these recipients.");

function meaningOf(name: string): { id: string } | { handle: string } | { email: string } | undefined {
  if (z.uuid().safeParse(name).success) return { id: name };
  if (name.startsWith("@")) return { handle: name.slice(1) };
  return name.includes("@") ? { email: name } : undefined;
}

const invalid = (message: string) =>
  new AppError("invalid", message, { details: [{ path: "recipients", message: "cannot be resolved" }] });
