import pg from "pg";
import { SCHEMA, SCHEMA_VERSION } from "./schema";

/** Anything that runs one statement: the pool, or the connection of a transaction. */
export type Query = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

export interface Database {
  query: Query;
  /** Runs `work` in one transaction; after a deadlock or a lost connection it runs again, so it may only touch the database. */
  tx<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How long statements are repeated while the server restarts, before the caller sees the error. */
const PATIENCE_MS = 8_000;

/**
 * Opens a pool that outlives restarts of the server: idle connections that break are dropped, statements are repeated
 * for some seconds.
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const settings = { connectionString: url, max: 10, connectionTimeoutMillis: 5_000, keepAlive: true };
  const onConnect = async (client: pg.ClientBase) => {
    client.on("error", onError);
    // Plans are made while the tables are still empty, and kept: they must not be sequential scans.
    await client.query("SET enable_seqscan = off");
  };
  const pool = new pg.Pool({ ...settings, onConnect });
  pool.on("error", onError);
  return {
    query: (text, values) => repeat(async () => (await pool.query(prepared(text, values))).rows),
    tx: (work) => repeat(() => transaction(pool, work)),
    close: () => pool.end(),
  };
}

/** Creates the schema `jobs` unless it is there in this version; engines that boot together take turns. */
export async function createSchema(db: Database): Promise<void> {
  await db.tx(async (query) => {
    await query("SELECT pg_advisory_xact_lock(hashtextextended('belfry.jobs.schema', 0))");
    const [table] = await query<{ found: boolean }>("SELECT to_regclass('jobs.schema_version') IS NOT NULL AS found");
    const rows = table?.found ? await query<{ version: number }>("SELECT version FROM jobs.schema_version") : [];
    const version = rows[0]?.version ?? 0;
    if (version > SCHEMA_VERSION) throw new Error("The schema jobs was made by a newer version of Belfry.");
    if (version === SCHEMA_VERSION) return;
    await query(SCHEMA);
    await query("DELETE FROM jobs.schema_version");
    await query("INSERT INTO jobs.schema_version VALUES ($1)", [SCHEMA_VERSION]);
  });
}

async function transaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(async (text, values) => (await client.query(prepared(text, values))).rows);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    await client.query("ROLLBACK").then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}

const names = new Map<string, string>();

/** Statements with values are parsed once per connection. Their number is small: no text is put together at run time. */
function prepared(text: string, values?: unknown[]): pg.QueryConfig {
  if (!values) return { text };
  const name = names.get(text) ?? `jobs_${names.size}`;
  names.set(text, name);
  return { name, text, values };
}

async function repeat<T>(work: () => Promise<T>): Promise<T> {
  const giveUp = Date.now() + PATIENCE_MS;
  for (let delay = 20; ; delay = Math.min(delay * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || Date.now() + delay > giveUp) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

/** Deadlock, serialization, shutdown, start-up, too many connections, or a connection that broke. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (/^(40P01|40001|57P0[123]|53300|08...|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOENT)$/.test(code)) return true;
  return /connection terminated|not queryable|timeout exceeded when trying to connect|connection timeout/i.test(
    error.message,
  );
}
