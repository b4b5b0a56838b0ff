import { type Client, escapeIdentifier } from "pg";

export interface Table {
  name: string;
  /** Generated ones left out: they make themselves. */
  columns: string[];
}

export interface Sequence {
  sequence: string;
  value: string;
  isCalled: boolean;
}

/**
 * The tables a backup holds, by name: all of ours. The job engine's schema is left out (its runs begin again from the
 * rows that are due), and so is UNLOGGED data (a crash may forget it as well).
 */
export async function listTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT c.relname AS name, json_agg(a.attname ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname COLLATE "C"`);
  return rows;
}

/** Where each sequence stands. Sequences know no snapshot: read after the tables, none is behind its rows. */
export async function listSequences(client: Client): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname COLLATE "C"`);
  const sequences: Sequence[] = [];
  for (const { name } of rows) {
    const { rows: state } = await client.query<Omit<Sequence, "sequence">>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${nameOf(name)}`,
    );
    if (state[0]) sequences.push({ sequence: name, ...state[0] });
  }
  return sequences;
}

/** The foreign keys among our tables, as statements that take them away and bring them back. */
export async function listForeignKeys(client: Client): Promise<{ drop: string; add: string }[]> {
  const { rows } = await client.query<{ drop: string; add: string }>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname`);
  return rows;
}

export const nameOf = (name: string) => `public.${escapeIdentifier(name)}`;

export const copyOf = ({ name, columns }: Table) => `${nameOf(name)} (${columns.map(escapeIdentifier).join(", ")})`;

/** COPY's text must mean the same on every server. */
export const PLAIN_TEXT =
  "SET client_encoding = 'UTF8'; SET datestyle = 'ISO'; SET intervalstyle = 'iso_8601'; SET statement_timeout = 0";
