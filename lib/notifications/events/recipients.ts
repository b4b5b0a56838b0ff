import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { DefaultRecipients } from "../catalogue/define";
import type { EventInput } from "./contract";

type Recipients = EventInput["recipients"];

/**
 * The ids of the members who should know, each once. People may be named by id, e-mail address or @handle; where nobody
 * is, those of the project the event is about stand in for the type's own, if it has any. Errors
 * (422): someone named is no member of this workspace, here or anywhere; the type wants somebody named; nobody is left.
 */
export async function resolveRecipients(
  tx: Database,
  workspaceId: string,
  given: Recipients,
  fallback: DefaultRecipients,
  project?: string,
): Promise<string[]> {
  if (!given && fallback === "named") throw invalid("This type is for people you name: give `recipients`.");
  const named = [...new Set(given?.users?.map(normalize))];
  const roles = given ? (given.roles ?? []) : [...(fallback as readonly string[])];
  const { rows } = await tx.execute<{ id: string; names: string[] }>(sql`
    SELECT u.id, array_remove(ARRAY[u.id::text, u.email, '@' || u.handle], NULL) AS names
    FROM members m JOIN users u ON u.id = m.user_id
    WHERE m.workspace_id = ${workspaceId} AND ${
      given?.everyone
        ? sql`true`
        : project && !given
          ? isOfProject(workspaceId, project, isAmong(roles, named))
          : isAmong(roles, named)
    }
    ORDER BY u.id`);
  const found = new Set(rows.flatMap((row) => row.names));
  const unknown = named.filter((name) => !found.has(name));
  if (unknown.length > 0) {
    throw invalid(
      `No member of this workspace is ${unknown.slice(0, 5).join(", ")}${unknown.length > 5 ? ", …" : ""}.`,
    );
  }
  if (rows.length === 0) throw invalid("Nobody would be told: no member matches these recipients.");
  return rows.map((row) => row.id);
}

/** Members of the project with this key or name; or else, when it has none or is none, whoever `others` finds. */
function isOfProject(workspaceId: string, project: string, others: SQL): SQL {
  const people = sql`
    SELECT pm.user_id FROM projects p JOIN project_members pm ON pm.project_id = p.id
    JOIN members pw ON pw.user_id = pm.user_id AND pw.workspace_id = p.workspace_id
    WHERE p.workspace_id = ${workspaceId} AND lower(${project}) IN (lower(p.key), lower(p.name))`;
  return sql`CASE WHEN EXISTS (${people}) THEN m.user_id IN (${people}) ELSE ${others} END`;
}

/** Only what was asked for: each condition left out lets the others find a few of very many by their indexes. */
function isAmong(roles: readonly string[], named: string[]): SQL {
  const isOneOf = (column: SQL, values: readonly string[], type = sql`text[]`) =>
    values.length > 0 ? [sql`${column} = ANY(${sql.param([...values])}::${type})`] : [];
  const handles = named.flatMap((name) => (name.startsWith("@") ? [name.slice(1)] : []));
  const conditions = [
    ...isOneOf(sql`m.role`, roles),
    ...isOneOf(
      sql`u.id`,
      named.filter((name) => z.uuid().safeParse(name).success),
      sql`uuid[]`,
    ),
    ...isOneOf(
      sql`u.email`,
      named.filter((name) => name.indexOf("@") > 0),
    ),
    ...isOneOf(sql`u.handle`, handles),
  ];
  return conditions.length > 0 ? sql`(${sql.join(conditions, sql` OR `)})` : sql`false`;
}

const normalize = (name: string) => name.trim().toLowerCase();

const invalid = (message: string) =>
  new AppError("invalid", message, { details: [{ path: "recipients", message: "cannot be resolved" }] });
