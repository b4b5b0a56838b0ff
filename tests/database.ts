import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase } from "@/db/client";

/** Gives this test file a database of its own, at the current schema, gone when the file is done. */
export function useDatabase(): void {
  const name = `belfry_test_${randomBytes(6).toString("hex")}`;
  const adminUrl = inject("adminUrl");
  beforeAll(async () => {
    await admin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${inject("templateName")}`);
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    process.env.DATABASE_URL = url.href;
  });
  afterAll(async () => {
    await closeDatabase();
    await admin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

/** What `work` answers, and how often it went over the wire to the database. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ result: T; statements: number }> {
  let statements = 0;
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function counted(this: unknown, ...args: unknown[]) {
    statements += 1;
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    return { result: await work(), statements };
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** Templates can be copied by one connection at a time: waits its turn. */
async function admin(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SELECT pg_advisory_lock(4242)");
  await client.query(sql);
  await client.end();
}
