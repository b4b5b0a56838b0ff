import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useDatabase } from "@/tests/database";
import { makeTeam } from "@/tests/people";

useDatabase();

const root = join(import.meta.dirname, "..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-archive-"));
  chmodSync(folder, 0o755); // as root the database runs under an account that must be able to pass
  const bundle = 'await (await import("./bin/bundle.mjs")).bundle()';
  execFileSync(process.execPath, ["--input-type=module", "-e", bundle], { cwd: root });
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
