import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as migrateFolder } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";

/** Any number will do, as long as every Belfry uses the same one. */
const MIGRATION_LOCK = 7_301_846;

/**
 * Brings the database at `url` to this version's schema: all missing migrations in one transaction, one process
 * at a time. Safe to run again after a crash. Gives up when a lock on a table cannot be had in 15 seconds.
 */
export async function migrate(url: string, folder = "db/migrations"): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET lock_timeout = '15s'");
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await migrateFolder(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}
