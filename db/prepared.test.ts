import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { useDatabase } from "@/tests/database";
import { closeDatabase, db } from "./client";

useDatabase();

/** What this connection has prepared, of statements that begin so. */
const preparedOf = (beginning: string) =>
  db().transaction(async (tx) => {
    for (const n of [1, 2, 3]) {
      const { rows } = await tx.execute<{ n: number }>(sql`SELECT ${n}::int + 1 AS n`);
      expect(rows).toEqual([{ n: n + 1 }]);
    }
    const { rows } = await tx.execute<{ name: string }>(
      sql.raw(`SELECT name FROM pg_prepared_statements WHERE statement LIKE '${beginning}%'`),
    );
    return rows.length;
  });

it("prepares a statement with parameters once per connection, whatever its values", async () => {
  expect(await preparedOf("SELECT $1::int + 1")).toBe(1);
});

it("prepares nothing behind a pooler", async () => {
  await closeDatabase();
  process.env.DATABASE_URL_UNPOOLED = process.env.DATABASE_URL;
  try {
    expect(await preparedOf("SELECT $1::int + 1")).toBe(0);
  } finally {
    await closeDatabase();
    delete process.env.DATABASE_URL_UNPOOLED;
  }
});

it("runs more different statements than are kept, and says what is wrong with one as ever", async () => {
  for (let i = 0; i < 250; i++) {
    const { rows } = await db().execute(sql`SELECT ${i}::int AS ${sql.raw(`n${i}`)}`);
    expect(rows).toEqual([{ [`n${i}`]: i }]);
  }
  await expect(db().execute(sql`SELECT ${"x"}::int`)).rejects.toMatchObject({ cause: { code: "22P02" } });
  await expect(db().execute(sql`SELECT ${1} FROM nowhere`)).rejects.toMatchObject({ cause: { code: "42P01" } });
});
