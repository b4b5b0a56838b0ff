import { sql } from "drizzle-orm";
import { integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "@/tests/database";
import { startNeonProxy } from "@/tests/neon-proxy";
import { closeDatabase, db } from "./client";
import { bytes } from "./columns";
import { codeOf, transact } from "./transaction";

useDatabase();

const things = pgTable("things", {
  id: integer().primaryKey(),
  name: text(),
  owner: uuid(),
  at: timestamp({ withTimezone: true }),
  words: text().array(),
  picture: bytes(),
});

beforeAll(() =>
  db().execute(
    sql`CREATE TABLE things (id int PRIMARY KEY, name text, owner uuid, at timestamptz, words text[], picture bytea)`,
  ),
);

let proxy: Awaited<ReturnType<typeof startNeonProxy>>;
beforeAll(async () => {
  proxy = await startNeonProxy();
});
afterAll(() => proxy.close());

describe.each(["node-postgres", "Neon's driver"])("through %s", (driver) => {
  beforeAll(async () => {
    await closeDatabase();
    if (driver !== "node-postgres") process.env.NEON_WS_PROXY = proxy.address;
  });
  afterAll(async () => {
    expect(proxy.connections() > 0).toBe(driver !== "node-postgres");
    await closeDatabase();
    delete process.env.NEON_WS_PROXY;
  });

  it("raw SQL answers the same JavaScript values", async () => {
    const { rows, rowCount } = await db().execute(sql`
      SELECT 9007199254740993::bigint AS big, count(*) AS counted, 1.50::numeric AS exact, 1.5::float8 AS float, 7 AS int,
        ARRAY['a', NULL, 'c,"d"'] AS texts, ARRAY[1, 2] AS ints, ARRAY[]::uuid[] AS none,
        '{"a": [1, {"b": null}], "鐘": "é"}'::jsonb AS doc, 'null'::jsonb AS nothing, NULL::text AS missing, true AS flag,
        '2026-11-21 10:00:00.123456+02'::timestamptz AS at, '2026-11-21'::date AS day, '\\xdeadbeef'::bytea AS raw,
        '00000000-0000-7000-8000-000000000001'::uuid AS id`);
    expect(rowCount).toBe(1);
    expect(rows).toEqual([
      {
        big: "9007199254740993",
        counted: "1",
        exact: "1.50",
        float: 1.5,
        int: 7,
        texts: ["a", null, 'c,"d"'],
        ints: [1, 2],
        none: [],
        doc: { a: [1, { b: null }], 鐘: "é" },
        nothing: null,
        missing: null,
        flag: true,
        at: expect.stringMatching(/^2026-11-21 \d\d:00:00\.123456[+-]\d\d/),
        day: "2026-11-21",
        raw: Buffer.from("deadbeef", "hex"),
        id: "00000000-0000-7000-8000-000000000001",
      },
    ]);
  });

  it("parameters of every kind come back as they went, and rowCount counts", async () => {
    const given = {
      name: "Zoë 鐘 🔔 \\ ' \"",
      owner: "00000000-0000-7000-8000-000000000002",
      at: new Date("2026-11-21T08:00:00.123Z"),
      words: ["x", "", "y,z"],
      picture: Buffer.from([0, 1, 255]),
    };
    await db().delete(things);
    await db()
      .insert(things)
      .values([
        { id: 1, ...given },
        { id: 2, name: null },
      ]);
    expect(
      await db()
        .select()
        .from(things)
        .where(sql`${things.id} = ANY(${sql.param([1])}::int[])`),
    ).toEqual([{ id: 1, ...given }]);
    const changed = await db().update(things).set({ name: "same" }).where(sql`${things.id} > 0`);
    expect(changed.rowCount).toBe(2);
    expect((await db().delete(things).where(sql`false`)).rowCount).toBe(0);
    const { rows } = await db().execute(sql`SELECT ${JSON.stringify({ a: 1 })}::jsonb->>'a' AS a, ${null}::text AS b`);
    expect(rows).toEqual([{ a: "1", b: null }]);
  });

  it("a transaction is all or nothing, sees itself, and repeats when the server asks for it", async () => {
    await db().delete(things);
    let tries = 0;
    await transact(async (tx) => {
      await tx.insert(things).values({ id: 10 + ++tries });
      expect((await tx.select().from(things)).length).toBe(1);
      if (tries < 3) await tx.execute(sql`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
    });
    expect((await db().select({ id: things.id }).from(things)).map(({ id }) => id)).toEqual([13]);
  });

  it("an error carries its SQLSTATE, and the next statement works", async () => {
    await db().delete(things);
    await db().insert(things).values({ id: 1 });
    const error = await db()
      .insert(things)
      .values({ id: 1 })
      .catch((cause: unknown) => cause);
    expect(codeOf(error)).toBe("23505");
    expect((await db().execute(sql`SELECT 1 AS one`)).rows).toEqual([{ one: 1 }]);
  });

  it("a connection the server ends costs nobody more than that statement", async () => {
    await db().execute(sql`SELECT 1`);
    const me = sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const fatal = await db()
      .execute(sql`SELECT pg_terminate_backend(pg_backend_pid())`)
      .catch(() => "ended");
    expect(fatal).toBe("ended");
    await Promise.all([1, 2, 3].map(() => db().execute(sql`SELECT pg_sleep(0.01)`)));
    await db().execute(me);
    await expect
      .poll(() =>
        db()
          .execute(sql`SELECT 1 AS one`)
          .catch(() => null),
      )
      .toMatchObject({ rowCount: 1 });
  });
});
