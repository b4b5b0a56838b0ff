import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";

/** Written beside a request: when somebody was last seen, and how many calls they have left. */
const BESIDE = ["last_seen_at", "last_used_at"];
const LEFT_OUT = ["rate_buckets"];

export interface Table extends Record<string, unknown> {
  name: string;
  columns: string[];
}
let tables: Promise<Table[]> | undefined;

/** A digest of every table (or of one workspace's or person's rows of each): equal means nothing has been written. */
export async function digestOfTables(of: { workspaceId?: string; userId?: string } = {}) {
  const parts = (await digestedTables()).flatMap(({ name, columns }): SQL[] => {
    const where: SQL[] = [];
    for (const [column, value] of [
      ["workspace_id", of.workspaceId],
      ["user_id", of.userId],
    ] as const) {
      if (value === undefined) continue;
      if (!columns.includes(column)) return [];
      where.push(sql`AND ${sql.identifier(column)} = ${value}`);
    }
    return [
      sql`SELECT ${name} AS name, ${digestOf(columns)} AS digest FROM ${sql.identifier(name)} t
        WHERE true ${sql.join(where, sql` `)}`,
    ];
  });
  const { rows } = await db().execute<{ name: string; digest: string }>(sql.join(parts, sql` UNION ALL `));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Any write makes a row's version of a newer transaction; where requests write beside, the values themselves are read. */
function digestOf(columns: string[]): SQL {
  const beside = BESIDE.filter((column) => columns.includes(column));
  if (beside.length === 0) return sql`count(*) || ' ' || coalesce(max(xmin::text::bigint), 0)`;
  const row = sql`md5((to_jsonb(t) - ARRAY[${sql.join(
    beside.map((column) => sql`${column}`),
    sql`, `,
  )}])::text)`;
  return sql`count(*) || ' ' || md5(coalesce(string_agg(${row}, '' ORDER BY ${row}), ''))`;
}

/** Every table whose rows are somebody's, with its columns. */
export function digestedTables(): Promise<Table[]> {
  tables ??= listTables();
  return tables;
}

async function listTables(): Promise<Table[]> {
  const { rows } = await db().execute<Table>(sql`
    SELECT table_name AS name, array_agg(column_name::text) AS columns
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name ORDER BY table_name`);
  return rows.filter(({ name }) => !LEFT_OUT.includes(name));
}
