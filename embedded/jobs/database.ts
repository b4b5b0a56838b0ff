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
 * How long anybody waits for the database. The server gives up first and says so; whoever hears nothing by then talks to
 * a connection that leads nowhere. The server, too, ends a client that has gone without a word, and frees its locks.
 */
export const DEADLINES = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 6_000,
  query_timeout: 7_000,
  idle_in_transaction_session_timeout: 10_000,
  options: "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000",
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
};

/**
 * Opens a pool that outlives restarts of the server and of the network: connections that break or fall silent are
 * dropped, statements are repeated for some seconds.
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const settings = { ...DEADLINES, connectionString: url, max: 10 };
  const onConnect = async (client: pg.ClientBase) => {
    client.on("error", onError);
    // Plans are made while the tables are still empty, and kept: they must not be sequential scans.
    await client.query("SET enable_seqscan = off");
  };
  const pool = new pg.Pool({ ...settings, onConnect });
  pool.on("error", onError);
  // Where one connection leads nowhere, those that lay idle beside it do too: the next try shall not meet them.
  pool.on("release", (error) => {
    if (!isUnanswered(error)) return;
    for (let idle = pool.idleCount; idle > 0; idle--) pool.connect().then((client) => client.release(true), onError);
  });
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
    // Behind an unanswered statement a rollback would wait as long again: the end of the connection is one too.
    if (isUnanswered(error)) client.release(error as Error);
    else {
      await client.query("ROLLBACK").then(
        () => client.release(),
        () => client.release(true),
      );
    }
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
  let giveUp = performance.now() + PATIENCE_MS;
  for (let delay = 20, silences = 0; ; delay = Math.min(delay * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      // A silence has used up the patience by itself, and tells nothing of new connections: once they are tried.
      if (isUnanswered(error) && ++silences === 1) giveUp = performance.now() + PATIENCE_MS;
      if (!isPassing(error) || performance.now() + delay > giveUp) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

/** Whether a statement was given up unanswered. Its connection still waits, and must not be used again. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** Deadlock, serialization, shutdown, start-up, too many connections, or a connection that broke. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isUnanswered(error)) return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (/^(40P01|40001|57P0[123]|53300|08...|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOENT)$/.test(code)) return true;
  return /connection terminated|not queryable|timeout exceeded when trying to connect|connection timeout/i.test(
    error.message,
  );
}
