import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { knownLevels, schemaLevel } from "../migrate";
import { backUp } from "./write";

const NAME = /^before-migration-.*\.belfry\.gz$/;
const KEPT = 5;

/**
 * Backs a database up into `folder` if this version would migrate what is in it, and keeps the last five such files.
 * Answers the new one's path, or null when there is nothing to migrate or nothing to lose.
 */
export async function backUpBeforeMigration(url: string, folder: string, migrations?: string): Promise<string | null> {
  const level = await schemaLevel(url);
  if (level === 0 || !knownLevels(migrations).some((known) => known > level)) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `before-migration-${new Date().toISOString().replaceAll(":", "-")}.belfry.gz`);
  await backUp(url, file);
  const names = readdirSync(folder).filter((name) => NAME.test(name));
  for (const name of names.sort().slice(0, -KEPT)) rmSync(join(folder, name), { force: true });
  return file;
}
