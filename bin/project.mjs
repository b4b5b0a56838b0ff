import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { liveProcess, takeLock } from "../embedded/supervisor/lock.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const DIST = join(root, "dist");
/** One file per running Belfry of this project folder. */
export const USERS = join(DIST, "running");

/** A step that failed, with a sentence for a person. */
export class StepFailed extends Error {}

/** Reads .env.local and .env, as Next does: what is set already wins, then .env.local, then .env. */
export function loadSettings() {
  for (const name of [".env.local", ".env"]) {
    if (existsSync(join(root, name))) process.loadEnvFile(join(root, name));
  }
}

/** Runs `work` while no other start or build changes this project folder. */
export async function withProjectLock(work) {
  makeDist();
  let lock = takeLock(DIST, "project");
  if ("holder" in lock)
    console.log(`Another start or build (process ${lock.holder}) is at work here; waiting for it …`);
  while ("holder" in lock) {
    await sleep(200);
    lock = takeLock(DIST, "project");
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Refuses to change files a running Belfry still reads. */
export function ensureNobodyRuns(what) {
  const users = existsSync(USERS) ? readdirSync(USERS).map((name) => liveProcess(join(USERS, name))) : [];
  const pid = users.find((user) => user && user !== process.pid);
  if (!pid) return;
  throw new StepFailed(
    `${what} changed, and a Belfry from this folder is running (process ${pid}): stop it first, then start again.`,
  );
}

/** A hash over files and folders (relative to the project), tests left out; what does not exist counts as absent. */
export function hashOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesUnder(join(root, path))).sort()) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((entry) => filesUnder(join(path, entry)));
}

function makeDist() {
  try {
    mkdirSync(DIST, { recursive: true });
  } catch (error) {
    throw new StepFailed(`The project folder ${root} cannot be written (${error.code}): Belfry builds itself in it.`);
  }
}
