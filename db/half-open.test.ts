import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startBlackHole } from "@/tests/black-hole";
import { useDatabase } from "@/tests/database";
import { startNeonProxy } from "@/tests/neon-proxy";
import { closeDatabase, db } from "./client";
import { isUnanswered } from "./deadlines";
import { transact } from "./transaction";

useDatabase();

const PATIENCE_MS = 1_500;
// All there are; Neon's driver takes a third of a second of work to sign in once.
const SLOTS = { "node-postgres": 20, "Neon's driver": 3 };

let neon: Awaited<ReturnType<typeof startNeonProxy>>;
let hole: Awaited<ReturnType<typeof startBlackHole>>;
beforeAll(async () => {
  neon = await startNeonProxy();
  hole = await startBlackHole(process.env.DATABASE_URL ?? "");
  process.env.DATABASE_URL = `${hole.url}?query_timeout=${PATIENCE_MS}`;
});
afterAll(async () => {
  await hole.close();
  await neon.close();
});

describe.each(["node-postgres", "Neon's driver"] as const)("connections that lead nowhere, through %s", (driver) => {
  const everySlot = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: SLOTS[driver] }, work));
  beforeAll(async () => {
    await closeDatabase();
    if (driver !== "node-postgres") process.env.NEON_WS_PROXY = neon.address;
  });
  afterAll(async () => {
    await closeDatabase();
    delete process.env.NEON_WS_PROXY;
  });
  afterEach(() => hole.forget());
  beforeEach(() => everySlot(() => db().execute(sql`SELECT pg_sleep(0.2)`)));

  it("a statement is given up in time, and costs nobody else anything", async () => {
    hole.swallow();
    hole.open();
    const [error, ms] = await failure(() => db().execute(sql`SELECT 1`));
    expect(isUnanswered(error)).toBe(true);
    expect(ms).toBeLessThan(PATIENCE_MS + 1_000);
    // A dead one among them would fail.
    await everySlot(answer);
  });

  it("everybody at once is told, and every slot of the pool is there again", async () => {
    hole.swallow();
    const told = await Promise.allSettled(Array.from({ length: SLOTS[driver] }, answer));
    expect(told.filter(({ status }) => status === "fulfilled")).toEqual([]);
    hole.open();
    await everySlot(answer);
  });

  it("a transaction that is cut off in the middle ends as soon, and leaves no lock behind", async () => {
    const slug = `cut-${driver === "node-postgres" ? "node" : "neon"}`;
    await db().execute(sql`INSERT INTO workspaces (slug, name) VALUES (${slug}, 'Before')`);
    const rename = (name: string) => sql`UPDATE workspaces SET name = ${name} WHERE slug = ${slug}`;
    const [error, ms] = await failure(() =>
      transact(async (tx) => {
        await tx.execute(rename("Half"));
        hole.swallow();
        hole.open();
        await tx.execute(rename("Whole"));
      }),
    );
    expect(isUnanswered(error)).toBe(true);
    // The rollback does not wait for its own deadline too.
    expect(ms).toBeLessThan(PATIENCE_MS + 1_000);
    const name = sql`SELECT name FROM workspaces WHERE slug = ${slug}`;
    expect((await db().execute(name)).rows).toEqual([{ name: "Before" }]);
  });
});

it("the server frees the locks of a transaction whose client fell silent", async () => {
  const { rows } = await db().execute(sql`SELECT current_setting('idle_in_transaction_session_timeout') AS idle,
    current_setting('tcp_user_timeout') AS unheard, current_setting('tcp_keepalives_idle') AS quiet`);
  expect(rows).toEqual([{ idle: "30s", unheard: "25000", quiet: "10" }]);
});

const answer = () => transact(async (tx) => (await tx.execute<{ n: number }>(sql`SELECT 42 AS n`)).rows[0]?.n);

async function failure(work: () => Promise<unknown>): Promise<[error: unknown, ms: number]> {
  const since = performance.now();
  const error = await work().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return [error, performance.now() - since];
}
