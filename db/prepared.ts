import { sql } from "drizzle-orm";
import pg from "pg";

/** Each connection keeps the plans of those it has run; only statements built of lists are ever this many. */
const MOST = 200;

const UNPREPARED = "/* planned each time */";

/** In front of a statement whose best plan depends on how much it is given. */
export const PLAN_EACH_TIME = sql.raw(UNPREPARED);

const names = new Map<string, string>();

/**
 * A connection that prepares every statement with parameters when it first runs it: most of ours cost the server more
 * to parse and plan than to run. Not for connections through a pooler, behind which the next statement may meet another
 * server process.
 */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // Assigned, not overridden: the overloads of `query` cannot be repeated in a sentence.
    const prepare = (statement: unknown, values?: unknown, done?: unknown) =>
      (super.query as (...args: unknown[]) => unknown).call(this, named(statement, values), values, done);
    this.query = prepare as typeof this.query;
  }
}

function named(statement: unknown, values: unknown): unknown {
  if (!isNameless(statement) || statement.text.includes(UNPREPARED) || !Array.isArray(values) || values.length === 0)
    return statement;
  const name = names.get(statement.text) ?? register(statement.text);
  return name ? { ...statement, name } : statement;
}

function register(text: string): string | undefined {
  if (names.size >= MOST) return undefined;
  const name = `belfry_${names.size}`;
  names.set(text, name);
  return name;
}

const isNameless = (statement: unknown): statement is { text: string } =>
  typeof statement === "object" &&
  statement !== null &&
  "text" in statement &&
  !("name" in statement && statement.name);
