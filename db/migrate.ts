import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Client } from "pg";
import { withSession } from "./session";
import { codeOf } from "./transaction";

/** Any number will do, as long as every Belfry uses the same one. */
const MIGRATION_LOCK = 7_301_846;
/** No lock in time, or a deadlock with a writer that was let live: the next try may find the table free. */
const TRY_AGAIN = new Set(["55P03", "40P01"]);

interface MigrateOptions {
  /** Where the migrations are, as drizzle-kit writes them. */
  folder?: string;
  /** The `when` of the last one wanted; default all. */
  upTo?: number;
  /** How long one try waits for a table, with writers queueing behind it, and how many tries there are. */
  lockTimeoutMs?: number;
  tries?: number;
}

/**
 * Brings the database at `url` (past any pooler) to this version's schema: all missing migrations in one transaction,
 * one process at a time. Safe to run again after a crash. A table that stays locked fails it with a sentence.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  await withSession(url, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query("CREATE SCHEMA IF NOT EXISTS drizzle");
    // The table drizzle-kit's own migrator would make: its tools understand what we have done.
    await client.query(`CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations
      (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`);
    const { folder = "db/migrations", upTo = Number.POSITIVE_INFINITY, lockTimeoutMs = 3_000, tries = 5 } = options;
    const level = await levelOf(client);
    const missing = readMigrationFiles({ migrationsFolder: folder }).filter(
      ({ folderMillis }) => folderMillis > level && folderMillis <= upTo,
    );
    if (missing.length === 0) return;
    await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
    for (let attempt = 1; !(await apply(client, missing)); attempt++) {
      if (attempt < tries) continue;
      const seconds = (tries * lockTimeoutMs) / 1000;
      throw new Error(
        `A table that must change stayed locked for ${seconds} s, and nothing was changed: ` +
          "end the long transaction that holds it (see pg_stat_activity), then start again.",
      );
    }
  });
}

/** The `when` of the last migration the database has had; 0 for a new one. */
export function schemaLevel(url: string): Promise<number> {
  return withSession(url, levelOf);
}

/** Keeps migrations away for as long as this connection lives, and answers as `schemaLevel` does. */
export async function holdSchema(client: Client): Promise<number> {
  await client.query("SELECT pg_advisory_lock_shared($1)", [MIGRATION_LOCK]);
  return levelOf(client);
}

/** The `when`s of this version's migrations, oldest first. */
export function knownLevels(folder = "db/migrations"): number[] {
  return readMigrationFiles({ migrationsFolder: folder }).map(({ folderMillis }) => folderMillis);
}

/** All or nothing. False when a lock could not be had in time. */
async function apply(client: Client, migrations: ReturnType<typeof readMigrationFiles>): Promise<boolean> {
  try {
    await client.query("BEGIN");
    for (const { sql, hash, folderMillis } of migrations) {
      for (const statement of sql) await client.query(statement);
      await client.query("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)", [
        hash,
        folderMillis,
      ]);
    }
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {}); // a lost connection has rolled back already
    if (TRY_AGAIN.has(codeOf(error) ?? "")) return false;
    throw error;
  }
}

async function levelOf(client: Client): Promise<number> {
  const { rows: found } = await client.query("SELECT to_regclass('drizzle.__drizzle_migrations') AS name");
  if (!found[0].name) return 0;
  const { rows } = await client.query<{ level: string | null }>(
    "SELECT max(created_at) AS level FROM drizzle.__drizzle_migrations",
  );
  return Number(rows[0]?.level ?? 0);
}
