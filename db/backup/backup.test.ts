import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { knownLevels, migrate, schemaLevel } from "@/db/migrate";
import { notify } from "@/lib/notifications/events/notify";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { backUpBeforeMigration } from "./kept";
import { restore } from "./restore";
import { backUp } from "./write";

useDatabase();

const source = () => process.env.DATABASE_URL ?? "";
const made: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-backup-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(async () => {
  for (const name of made) await ask(inject("adminUrl"), `DROP DATABASE ${name} WITH (FORCE)`);
});

/** A database with nothing in it, not even tables. */
async function emptyDatabase(): Promise<string> {
  const name = `belfry_restored_${randomBytes(6).toString("hex")}`;
  await ask(inject("adminUrl"), `CREATE DATABASE ${name} TEMPLATE template0`);
  made.push(name);
  const url = new URL(inject("adminUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

async function ask(url: string, sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql, values).finally(() => client.end())).rows;
}

/** A table's rows as COPY would write them, and everything else that must come back. */
async function contentOf(url: string): Promise<Record<string, string>> {
  const tables = await ask(url, "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await ask(
      url,
      `SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS all FROM "${name}" t`,
    );
    content[String(name)] = String(row?.all);
  }
  delete content.rate_buckets;
  const keys =
    "SELECT string_agg(conname || pg_get_constraintdef(oid), ' ' ORDER BY conname) AS all FROM pg_constraint";
  content.constraints = String((await ask(url, `${keys} WHERE contype = 'f'`))[0]?.all);
  return content;
}

const NASTY = "Zoë 鐘🔔\t\\N \\. \r\n\u0001'\"; ‮ \\\\x";

beforeAll(async () => {
  const team = await makeTeam();
  const [ann] = [await makePerson(team, "admin"), await makePerson(team)];
  for (let n = 0; n < 20; n++) {
    await notify(team.producer, { type: "test", title: `Row ${n} 鐘 🔔`, body: NASTY, recipients: { everyone: true } });
  }
  const picture = [ann.userId, "h", "image/webp", randomBytes(300_000)];
  await ask(
    source(),
    "INSERT INTO user_pictures (user_id, hash, content_type, bytes) VALUES ($1, $2, $3, $4)",
    picture,
  );
  await ask(source(), "INSERT INTO rate_buckets (key, tokens) VALUES ('k', 1)");
});

describe("a backup", () => {
  it("comes back row by row, byte by byte, with its constraints; and again the same from the copy", async () => {
    const file = join(folder, "a.gz");
    const { rows, tables } = await backUp(source(), file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["a.gz"]);
    const target = await emptyDatabase();
    expect(await restore(target, file)).toEqual({ rows });
    expect(await ask(target, "SELECT FROM rate_buckets")).toEqual([]); // a crash forgets them as well
    expect(rows).toBeGreaterThan(60);
    expect(tables).toBeGreaterThan(15);
    expect(await contentOf(target)).toEqual(await contentOf(source()));
    await backUp(target, join(folder, "b.gz"));
    const dataOf = (name: string) =>
      gunzipSync(readFileSync(join(folder, name)))
        .toString("latin1")
        .split("\n")
        .slice(1, -2);
    expect(dataOf("b.gz").join("\n") === dataOf("a.gz").join("\n")).toBe(true);
  });

  it("carries every kind of value, and sequences past what their tables show", async () => {
    const kinds = `CREATE TABLE kinds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text, b bytea, j jsonb, a text[],
      n numeric, f float8, at timestamptz, d interval, upper text GENERATED ALWAYS AS (upper(t)) STORED,
      parent bigint REFERENCES kinds)`;
    const fill = `INSERT INTO kinds (t, b, j, a, n, f, at, d, parent) VALUES
      ($1, '\\x00ff0a5c2e', '{"k": ["\\u2028", null, 1e400]}', ARRAY[NULL, '', 'a,"b"\\c'], 'NaN', 0.1::float8 + 0.2,
        '0044-03-15 10:00:00 BC', '1 mon -3 days', 2), (NULL, NULL, 'null', '{}', -1e-20, '-Infinity', 'infinity', NULL, NULL),
      ('', '', '""', NULL, 0, 'NaN', NULL, '0', 1)`;
    const [from, to] = [await emptyDatabase(), await emptyDatabase()];
    for (const url of [from, to]) {
      await migrate(url);
      await ask(url, kinds);
    }
    await ask(from, fill, [NASTY]);
    await ask(from, "SELECT nextval('kinds_id_seq') FROM generate_series(1, 7)");
    await backUp(from, join(folder, "kinds.gz"));
    await restore(to, join(folder, "kinds.gz"));
    expect(await contentOf(to)).toEqual(await contentOf(from));
    expect(await ask(to, "INSERT INTO kinds (t) VALUES ('next') RETURNING id")).toEqual([{ id: "11" }]);
  });

  it("taken while events stream in is one moment: counters, rows and deliveries agree", async () => {
    const team = await makeTeam();
    const people = [await makePerson(team), await makePerson(team), await makePerson(team)];
    let sent = 0;
    let isRunning = true;
    const stream = async () => {
      while (isRunning) {
        await notify(team.producer, {
          type: "test",
          title: `Live ${sent++}`,
          recipients: { users: people.map((p) => p.userId) },
        });
      }
    };
    const streams = [stream(), stream(), stream()];
    await expect.poll(() => sent).toBeGreaterThan(10);
    const before = sent;
    await backUp(source(), join(folder, "live.gz"));
    expect(sent).toBeGreaterThan(before);
    isRunning = false;
    await Promise.all(streams);
    const target = await emptyDatabase();
    await restore(target, join(folder, "live.gz"));
    const torn = await ask(
      target,
      `SELECT user_id FROM inbox_counters c WHERE workspace_id = $1 AND unread <>
        (SELECT count(*) FROM notifications n WHERE n.user_id = c.user_id AND n.workspace_id = c.workspace_id AND read_at IS NULL)
       UNION ALL SELECT n.id FROM notifications n LEFT JOIN deliveries d ON d.notification_id = n.id
       WHERE n.workspace_id = $1 AND d.id IS NULL`,
      [team.workspaceId],
    );
    expect(torn).toEqual([]);
    const [{ events } = { events: 0 }] = await ask(
      target,
      "SELECT count(*)::int AS events FROM activities WHERE workspace_id = $1",
      [team.workspaceId],
    );
    expect(events).toBeGreaterThanOrEqual(before - 3);
    expect(events).toBeLessThan(sent);
  });
});

describe("a restore refuses, and changes nothing", () => {
  const said = (work: Promise<unknown>) =>
    work.then(
      () => "restored",
      (error: Error) => error.message,
    );

  it("a file with a wrong byte, a cut one, another one, none", async () => {
    const file = join(folder, "a.gz");
    await backUp(source(), file);
    const target = await emptyDatabase();
    const whole = readFileSync(file);
    const plain = gunzipSync(whole);
    const flipped = (content: Buffer, at: number) => {
      const copy = Buffer.from(content);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const at = [0.2, 0.5, 0.9].map((part) => Math.floor(part * plain.length));
    const damages = [
      flipped(whole, Math.floor(whole.length / 2)),
      whole.subarray(0, whole.length - 100),
      Buffer.from("hello"),
      gzipSync(Buffer.from("hello\n")),
      gzipSync(plain.subarray(0, plain.lastIndexOf('{"end"'))),
      ...at.map((place) => gzipSync(flipped(plain, place))),
    ];
    for (const damage of damages) {
      writeFileSync(file, damage);
      expect(await said(restore(target, file))).toBe("The backup file is damaged or incomplete: nothing was restored.");
    }
    expect(await said(restore(target, join(folder, "none")))).toMatch(/^There is no file .* that can be read\.$/);
    const rows = await ask(target, "SELECT count(*)::int AS n FROM users");
    expect(rows).toEqual([{ n: 0 }]);
    writeFileSync(file, whole);
    expect(await said(restore(target, file))).toBe("restored");
  });

  it("a newer file, and a database that is not empty or of another version", async () => {
    const file = join(folder, "a.gz");
    await backUp(source(), file);
    expect(await said(restore(source(), file))).toMatch(/^The database is not empty \(there are \w+\): restore into/);
    const lines = gunzipSync(readFileSync(file)).toString("latin1").split("\n");
    const header = JSON.parse(lines[0] ?? "");
    for (const change of [{ level: header.level + 1 }, { version: 2 }]) {
      const newer = [JSON.stringify({ ...header, ...change }), ...lines.slice(1)].join("\n");
      writeFileSync(join(folder, "newer.gz"), gzipSync(Buffer.from(newer, "latin1")));
      expect(await said(restore(await emptyDatabase(), join(folder, "newer.gz")))).toBe(
        "The backup was made by a newer Belfry: restore it with that version.",
      );
    }
    expect(await said(backUp(await emptyDatabase(), join(folder, "x.gz")))).toMatch(/^There is nothing to back up/);
    expect(readdirSync(folder).sort()).toEqual(["a.gz", "newer.gz"]);
  });
});

describe("before a migration", () => {
  it("what is there is backed up, the last five are kept, and an older version's file comes back migrated", async () => {
    const old = await emptyDatabase();
    const latest = await schemaLevel(source());
    const [first = 0] = knownLevels().slice(-2);
    expect(await backUpBeforeMigration(old, folder)).toBeNull();
    await migrate(old, { upTo: first });
    await ask(old, "INSERT INTO workspaces (id, slug, name) VALUES (gen_random_uuid(), 'old', 'Old')");
    for (let n = 0; n < 5; n++) writeFileSync(join(folder, `before-migration-2020-0${n + 1}.belfry.gz`), "");
    writeFileSync(join(folder, "mine.gz"), "");
    const file = await backUpBeforeMigration(old, folder);
    expect(readdirSync(folder)).toHaveLength(6);
    expect(readdirSync(folder)).not.toContain("before-migration-2020-01.belfry.gz");
    await migrate(old);
    expect(await backUpBeforeMigration(old, folder)).toBeNull();
    const target = await emptyDatabase();
    await restore(target, file ?? "");
    expect(await schemaLevel(target)).toBe(latest);
    expect(await contentOf(target)).toEqual(await contentOf(old));
  });
});
