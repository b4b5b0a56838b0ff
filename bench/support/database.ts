import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { closeDatabase } from "@/db/client";
import { migrate } from "@/db/migrate";
import { startPostgres } from "@/embedded/postgres/server";

export interface BenchServer {
  /** Makes a database at the current schema; answers its URL. */
  create(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** A PostgreSQL of the bench's own, with the settings it ships with: commits reach the disk. */
export async function startServer(): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "belfry-bench-"));
  const postgres = await startPostgres({ dataDir });
  return {
    async create(name) {
      await query(postgres.url, `CREATE DATABASE ${name}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      await migrate(url.href);
      return url.href;
    },
    async stop() {
      await closeDatabase();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The application's code in this process uses this database from now on. */
export async function switchDatabase(url: string): Promise<void> {
  await closeDatabase();
  process.env.DATABASE_URL = url;
}

/** One statement (or several, without values) on a connection of its own. */
export async function query<R extends pg.QueryResultRow>(url: string, text: string, values?: unknown[]): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}
