import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeAtomically } from "../atomic-file";
import { Failure } from "../failure";
import { type Account, canReach } from "./account";
import { SHARED_HOME } from "./binaries";

/** One database's own folder, and the files in it. */
export interface Home {
  readonly folder: string;
  /** PostgreSQL's data directory. */
  readonly data: string;
  readonly log: string;
  /** The superuser's password, kept 0600 beside the data it opens. */
  readonly password: string;
}

/**
 * The database's folder for a Belfry data folder: `<data dir>/postgres`. Root's database account must be able to reach
 * it: if the way is open the data folder lets that account's group pass (0710), else the database lives under
 * /var/lib/belfry and `<data dir>/postgres.location` says where, so that the two move and vanish together.
 */
export function databaseHome(dataDir: string, account: Account | null): Home {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = account ? folderFor(account, dataDir) : join(dataDir, "postgres");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
  const password = keptPassword(folder);
  return { folder, data: join(folder, "data"), log: join(folder, "postgres.log"), password };
}

/** The port the database had last time, or null. */
export function keptPort(home: Home): number | null {
  const path = join(home.folder, "port");
  const port = existsSync(path) ? Number(readFileSync(path, "utf8")) : 0;
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** Keeps the port for the next start. */
export function keepPort(home: Home, port: number): void {
  writeAtomically(join(home.folder, "port"), String(port));
}

function folderFor(account: Account, dataDir: string): string {
  const location = join(dataDir, "postgres.location");
  if (existsSync(location)) return ownedElsewhere(location, dataDir);
  if (canReach(account, "-x", dirname(dataDir))) {
    chownSync(dataDir, 0, account.gid);
    chmodSync(dataDir, 0o710);
    return join(dataDir, "postgres");
  }
  const folder = join(SHARED_HOME, randomBytes(8).toString("hex"));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  chmodSync(folder, 0o700);
  writeAtomically(join(folder, "owner"), dataDir);
  writeAtomically(location, folder);
  return folder;
}

function ownedElsewhere(location: string, dataDir: string): string {
  const folder = readFileSync(location, "utf8").trim();
  const ownerFile = join(folder, "owner");
  if (!existsSync(ownerFile)) throw new Failure(`The database of ${dataDir} should be in ${folder}, and is gone.`);
  const owner = readFileSync(ownerFile, "utf8");
  const rival = join(owner, "postgres.location");
  if (owner !== dataDir && existsSync(rival) && readFileSync(rival, "utf8").trim() === folder) {
    throw new Failure(
      `${dataDir} is a copy of ${owner} and would use the same database: delete ${location} to start empty.`,
    );
  }
  writeAtomically(ownerFile, dataDir);
  return folder;
}

function keptPassword(folder: string): string {
  const path = join(folder, "password");
  if (existsSync(path)) return readFileSync(path, "utf8").trim();
  if (existsSync(join(folder, "data"))) {
    throw new Failure(`The database's password file ${path} is gone: put it back from a backup of the data folder.`);
  }
  const password = randomBytes(24).toString("hex");
  writeAtomically(path, password);
  return password;
}
