import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure";
import type { Account } from "./account";
import type { Binaries } from "./binaries";
import type { Home } from "./home";

export const SUPERUSER = "belfry";

// The built-in provider knows UTF-8 the same way on every machine; LANG=C alone would give SQL_ASCII.
const ENCODING = [
  "--encoding=UTF8",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--locale=C",
  "--lc-ctype=C.UTF-8",
];

/** What PostgreSQL's programs see of our environment: nothing of PG*, and messages we can read. */
export const CLEAN_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  LC_MESSAGES: "C",
  TZ: "UTC",
};

/** Makes the data directory if there is none; one of another major version is refused with a sentence. */
export async function ensureCluster(
  home: Home,
  binaries: Binaries,
  account: Account | null,
  fast: boolean,
): Promise<void> {
  removeDrafts(home);
  if (!existsSync(home.data)) await createCluster(home, binaries, account, fast);
  const version = readFileSync(join(home.data, "PG_VERSION"), "utf8").trim();
  if (version === String(binaries.major)) return;
  throw new Failure(
    `The database in ${home.data} was made by PostgreSQL ${version}, this Belfry brings ${binaries.major}: ` +
      "start the Belfry version that made it, or choose another folder with BELFRY_DATA_DIR.",
  );
}

// Made under another name first: an initdb that was killed half way must not look like a database.
async function createCluster(home: Home, binaries: Binaries, account: Account | null, fast: boolean): Promise<void> {
  const draft = join(home.folder, `data-${randomBytes(6).toString("hex")}.tmp`);
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, home.password, { mode: 0o600 });
  if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  const access = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  try {
    await run(binaries.initdb, [`--pgdata=${draft}`, ...access, ...ENCODING, ...(fast ? ["--no-sync"] : [])], account);
    renameSync(draft, home.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function removeDrafts(home: Home): void {
  for (const entry of readdirSync(home.folder)) {
    if (/^data-.*\.tmp/.test(entry)) rmSync(join(home.folder, entry), { recursive: true, force: true });
  }
}

function run(program: string, args: string[], account: Account | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const identity = account ? { uid: account.uid, gid: account.gid } : {};
    const child = spawn(program, args, {
      ...identity,
      cwd: "/",
      env: CLEAN_ENVIRONMENT,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    child.on("error", (error) => reject(new Failure(`PostgreSQL's initdb cannot be started: ${error.message}.`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Failure(`The database could not be made: ${complaint.trim() || `initdb ended with ${code}`}`));
    });
  });
}
