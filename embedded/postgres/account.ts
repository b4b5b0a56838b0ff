import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Failure } from "../failure";

/** The operating-system account the database runs as when we are root, which PostgreSQL refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const CREATE: readonly [string, readonly string[]][] = [
  ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "belfry"]],
  ["adduser", ["-S", "-D", "-H", "belfry"]],
];

/** The account for the database: null when we are not root (our own will do). Made when there is none yet. */
export function databaseAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const existing = findAccount("postgres") ?? findAccount("belfry");
  if (existing) return existing;
  for (const [command, args] of CREATE) {
    spawnSync(command, args, { stdio: "ignore" });
    const made = findAccount("belfry");
    if (made) return made;
  }
  throw new Failure(
    "PostgreSQL refuses to run as root, and no account for it could be made: start Belfry as another user, " +
      "or make one first (useradd --system belfry).",
  );
}

/** Whether that account passes `test <flag> <path>` (`-r`, `-w`, `-x`), all folders above included. */
export function canReach(account: Account, flag: "-r" | "-w" | "-x", path: string): boolean {
  const options = { uid: account.uid, gid: account.gid, cwd: "/" };
  return spawnSync("/bin/sh", ["-c", `test ${flag} "$0"`, path], options).status === 0;
}

function findAccount(name: string): Account | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
