import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure";
import { processStart } from "../supervisor/lock.mjs";

/**
 * Ends what an earlier start left running on this data directory: a server whose supervisor was killed, or the workers
 * of a killed server, which live a moment longer. Then its postmaster.pid is stale and removed.
 */
export async function endLeftover(data: string): Promise<void> {
  const pidFile = join(data, "postmaster.pid");
  const pid = existsSync(pidFile) ? Math.abs(Number.parseInt(readFileSync(pidFile, "utf8"), 10)) : 0;
  if (pid && processStart(pid) && isServerOf(pid, data)) await endServer(pid);
  await endWorkers(data);
  // PostgreSQL would take a zombie, or a stranger with the number of the dead server, for a running one.
  rmSync(pidFile, { force: true });
}

/**
 * Ends a PostgreSQL server: fast shutdown, then an immediate one, then SIGKILL, each only if the one before was too slow.
 */
export async function endServer(pid: number): Promise<void> {
  for (const [signal, ms] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (!send(pid, signal) || (await isGone([pid], ms))) return;
  }
  throw new Failure(`A PostgreSQL left from an earlier start (process ${pid}) does not end: end it and start again.`);
}

async function endWorkers(data: string): Promise<void> {
  for (const [signal, ms] of [
    ["SIGQUIT", 2_000],
    ["SIGKILL", 5_000],
  ] as const) {
    const workers = workersOf(data);
    for (const pid of workers) send(pid, signal);
    if (await isGone(workers, ms)) return;
  }
}

// PostgreSQL's processes have the data directory as their working directory, and nobody else has.
function workersOf(data: string): number[] {
  if (!existsSync("/proc/self/cwd")) return [];
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data && /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    } catch {
      return false;
    }
  });
}

function isServerOf(pid: number, data: string): boolean {
  const command = existsSync(`/proc/${pid}/cmdline`)
    ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    : spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout;
  return /postgres/.test(command) && `${command} `.includes(` -D ${data} `);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function isGone(pids: number[], ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (pids.some((pid) => processStart(pid))) {
    if (Date.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}
