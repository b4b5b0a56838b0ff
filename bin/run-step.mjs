import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { liveProcess, markAlive } from "../embedded/supervisor/lock.mjs";
import { DIST, root } from "./project.mjs";

// The program of the running step. A start that was killed may have left its own at work in our files.
const WORKER = join(DIST, "worker.json");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs one program of a start or build to its end, under the project lock. Returns how it ended (0, another exit code,
 * a signal or an error code) and, unless it writes to the terminal itself, what it said.
 */
export async function runStep([program, ...args], { env = process.env, quiet = false, shell = false } = {}) {
  await endLeftover();
  const stdio = quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
  const child = spawn(program, args, { cwd: root, env, stdio, shell });
  if (child.pid) markAlive(WORKER, child.pid);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      said += chunk;
    });
  }
  let asked = false;
  const stop = (signal) => {
    asked = true;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const how = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.code));
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  rmSync(WORKER, { force: true });
  if (asked) process.exit(130);
  for (const signal of SIGNALS) process.off(signal, stop);
  return { how, said };
}

async function endLeftover() {
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    const pid = liveProcess(WORKER);
    if (!pid) return;
    process.kill(pid, signal);
    for (let waited = 0; liveProcess(WORKER) && waited < 5_000; waited += 50) await sleep(50);
  }
}
