import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notify } from "@/lib/notifications/events/notify";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { db } from "./client";
import { knownLevels, migrate, schemaLevel } from "./migrate";

useDatabase();

let folder: string;
const url = () => process.env.DATABASE_URL ?? "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-migrations-"));
  cpSync("db/migrations", folder, { recursive: true });
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await db().execute(sql`ALTER TABLE activities DROP COLUMN IF EXISTS mood`);
  await db().execute(sql`DELETE FROM drizzle.__drizzle_migrations WHERE created_at > ${knownLevels().at(-1)}`);
});

/** One more migration, as the next version would bring it. */
function add(tag: string, ...statements: string[]): number {
  const path = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(path, "utf8")) as { entries: { idx: number; when: number }[] };
  const last = journal.entries.at(-1) as { idx: number; when: number };
  const entry = { ...last, idx: last.idx + 1, when: last.when + 1, tag };
  writeFileSync(path, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }));
  writeFileSync(join(folder, `${tag}.sql`), statements.join("--> statement-breakpoint\n"));
  return entry.when;
}

const COLUMN = "ALTER TABLE activities ADD COLUMN mood text NOT NULL DEFAULT 'calm';";
const INDEX = "CREATE INDEX activities_mood ON activities (workspace_id, mood);";
const hasColumn = async () =>
  (await db().execute(sql`SELECT FROM pg_attribute WHERE attrelid = 'activities'::regclass AND attname = 'mood'`))
    .rowCount === 1;

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: url() });
  client.on("error", () => {});
  await client.connect();
  return client;
}

describe("a migration", () => {
  it("under a stream of events loses no accepted one and fails none", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    const accepted: string[] = [];
    let isRunning = true;
    const queue = async (name: number) => {
      for (let n = 0; isRunning; n++) {
        const title = `Event ${name}-${n}`;
        await notify(team.producer, { type: "test", title, recipients: { users: [ann.userId] } });
        accepted.push(title);
      }
    };
    const lanes = [1, 2, 3, 4].map(queue);
    await expect.poll(() => accepted.length).toBeGreaterThan(20);
    add("0100_mood", COLUMN, INDEX, "UPDATE activities SET mood = 'busy';", "SELECT pg_sleep(0.3);");
    await migrate(url(), { folder });
    const until = accepted.length + 20;
    await expect.poll(() => accepted.length).toBeGreaterThan(until);
    isRunning = false;
    await Promise.all(lanes);
    const { rows } = await db().execute<{ title: string }>(sql`
      SELECT a.title FROM notifications n JOIN activities a ON a.id = n.activity_id WHERE n.user_id = ${ann.userId}`);
    expect(rows.map(({ title }) => title).sort()).toEqual(accepted.sort());
    expect(await hasColumn()).toBe(true);
  });

  it("gives up on a locked table with a sentence, in time, with nothing changed; then goes through", async () => {
    const holder = await connected();
    await holder.query("BEGIN; SELECT count(*) FROM activities");
    const level = await schemaLevel(url());
    const wanted = add("0100_mood", "CREATE TABLE half_done ();", COLUMN);
    const since = Date.now();
    await expect(migrate(url(), { folder, lockTimeoutMs: 100, tries: 3 })).rejects.toThrow(
      /^A table that must change stayed locked for 0\.3 s, and nothing was changed: end the long transaction/,
    );
    expect(Date.now() - since).toBeLessThan(3_000);
    expect((await db().execute(sql`SELECT to_regclass('half_done') AS half`)).rows).toEqual([{ half: null }]);
    expect(await schemaLevel(url())).toBe(level);

    const patient = migrate(url(), { folder, lockTimeoutMs: 100, tries: 100 });
    await holder.end();
    await patient;
    expect(await schemaLevel(url())).toBe(wanted);
    await db().execute(sql`DROP TABLE half_done`);
  });

  it("killed half way leaves nothing, and runs again; two at once run it once", async () => {
    const wanted = add("0100_mood", COLUMN, "SELECT pg_sleep(60);");
    const first = migrate(url(), { folder }).catch((error: unknown) => error);
    const sleeping = () =>
      db().execute(sql`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`);
    await expect.poll(async () => (await sleeping()).rowCount).toBe(1);
    await db().execute(sql`SELECT pg_terminate_backend(${(await sleeping()).rows[0]?.pid})`);
    expect(await first).toBeInstanceOf(Error);
    expect(await hasColumn()).toBe(false);

    writeFileSync(join(folder, "0100_mood.sql"), [COLUMN, INDEX].join("--> statement-breakpoint\n"));
    await Promise.all([migrate(url(), { folder }), migrate(url(), { folder }), migrate(url(), { folder })]);
    expect(await hasColumn()).toBe(true);
    const { rows } = await db().execute(
      sql`SELECT count(*)::int AS times FROM drizzle.__drizzle_migrations WHERE created_at = ${wanted}`,
    );
    expect(rows).toEqual([{ times: 1 }]);
  });
});
