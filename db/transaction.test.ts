import { spawnSync } from "node:child_process";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { useDatabase } from "@/tests/database";
import { db } from "./client";
import { codeOf, transact } from "./transaction";

useDatabase();

const POOL = 20;

it("outlives the end of every connection: none is lost to the pool, and the work is done on new ones", async () => {
  await Promise.all(Array.from({ length: POOL }, () => db().execute(sql`SELECT pg_sleep(0.2)`)));
  endAllConnections();
  // In this very tick the pool still takes its connections for alive: each BEGIN fails.
  const first = await Promise.allSettled(Array.from({ length: POOL }, () => answer()));
  expect(first.filter((one) => one.status === "rejected")).toEqual([]);
  const again = await Promise.all(Array.from({ length: POOL }, () => answer()));
  expect(again).toEqual(Array.from({ length: POOL }, () => 42));
});

it("tells what went wrong, not that it could not be rolled back", async () => {
  const failed = transact(async (tx) => {
    await tx.execute(sql`SELECT 1`);
    endAllConnections();
    await tx.execute(sql`SELECT 1 / 0`);
  });
  expect(codeOf(await failed.catch((error: unknown) => error))).toBe("57P01");
});

it("changes nothing when the work fails", async () => {
  const failed = transact(async (tx) => {
    await tx.execute(sql`INSERT INTO workspaces (slug, name) VALUES ('gone', 'Gone')`);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect((await db().execute(sql`SELECT FROM workspaces WHERE slug = 'gone'`)).rows).toEqual([]);
});

const answer = () => transact(async (tx) => (await tx.execute<{ n: number }>(sql`SELECT 42 AS n`)).rows[0]?.n);

/** Ends them from outside while this process stands still, so that it learns of it only by using them. */
function endAllConnections(): void {
  const script = `const { Client } = require("pg");
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    client.connect()
      .then(() => client.query("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
      .then(() => client.end());`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}
