import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { knownLevels, migrate, schemaLevel } from "@/db/migrate";
import { useBundles } from "@/tests/bundles";
import { useDatabase } from "@/tests/database";
import { makeTeam } from "@/tests/people";

useDatabase();
useBundles();

const root = join(import.meta.dirname, "..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-archive-"));
  chmodSync(folder, 0o755); // as root the database runs under an account that must be able to pass
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command's own words: what it prints, or what it complains of. */
async function run(program: "backup" | "restore", file: string, settings: Record<string, string>): Promise<string> {
  const call = `await (await import(${JSON.stringify(join(root, "dist", `${program}.mjs`))})).main(`;
  const code = `${call}${JSON.stringify(root)}, ${JSON.stringify(join(folder, file))})
    .then(console.log, (error) => console.log(error.message)); process.exit()`;
  const env = { NODE_ENV: "test" as const, PATH: process.env.PATH, PORT: "0", ...settings };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
    cwd: root,
    env,
  });
  return stdout.trim();
}

it("from a database of one's own into the embedded one, which is started for the moment", async () => {
  await makeTeam();
  const embedded = { BELFRY_DATA_DIR: join(folder, "data") };
  const own = { ...embedded, DATABASE_URL: process.env.DATABASE_URL ?? "" };
  expect(await run("backup", "a.gz", own)).toMatch(/^1 rows of \d+ tables are in .*a\.gz\. Keep .*secrets\.json too/);
  expect(await run("backup", "a.gz", own)).toMatch(/a\.gz exists already: name a new file\.$/);
  expect(await run("restore", "a.gz", embedded)).toMatch(/^1 rows were restored\. Start Belfry with the old secrets/);
  expect(await run("restore", "a.gz", embedded)).toBe(
    "The database is not empty (there are workspaces): restore into a new, empty one.",
  );
  expect(await run("backup", "b.gz", embedded)).toMatch(/^1 rows of/);
});

it("`npm start` backs an embedded database up before it migrates it, and does both past a pooler", async () => {
  const name = `belfry_old_${randomBytes(6).toString("hex")}`;
  const url = new URL(inject("adminUrl"));
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  url.pathname = `/${name}`;
  const [before = 0, latest] = knownLevels().slice(-2);
  await migrate(url.href, { upTo: before });
  const env = {
    NODE_ENV: "test" as const,
    BELFRY_SECRET: "5e".repeat(32),
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/pooled",
    DATABASE_URL_UNPOOLED: url.href,
    BELFRY_BACKUPS_DIR: join(folder, "backups"),
  };
  const prepared = promisify(execFile)(process.execPath, [join(root, "dist", "prepare.mjs")], { cwd: root, env });
  await expect(prepared).rejects.toThrow(/ECONNREFUSED 127\.0\.0\.1:1/); // it seeds through the pooler
  expect(await schemaLevel(url.href)).toBe(latest);
  expect(readdirSync(join(folder, "backups"))).toEqual([expect.stringMatching(/^before-migration-.*\.belfry\.gz$/)]);
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
});
