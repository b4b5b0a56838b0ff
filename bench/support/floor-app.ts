import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/embedded/port";

export interface FloorApp {
  url: string;
  pid: number;
  /** Milliseconds from `next start` to the first page. */
  startedInMs: number;
  stop(): Promise<void>;
}

/** Builds the empty Next app of bench/floor-app (once per state of its sources) and starts it as Belfry starts its pages. */
export async function startFloorApp(root: string, databaseUrl: string): Promise<FloorApp> {
  const folder = await buildFloorApp(root);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const since = performance.now();
  const child = next(root, folder, ["start", "--port", String(port), "--hostname", "127.0.0.1"], databaseUrl);
  await untilAnswered(url, child);
  return { url, pid: child.pid ?? 0, startedInMs: performance.now() - since, stop: () => end(child) };
}

/** Builds it in dist/, where the project's own tools do not look. Answers the folder. */
export async function buildFloorApp(root: string): Promise<string> {
  const source = join(root, "bench", "floor-app");
  const folder = join(root, "dist", "floor-app");
  const stamp = join(folder, "built.stamp");
  const wanted = hashOf([source, join(root, "lib", "http"), join(root, "lib", "auth"), join(root, "db", "schema")]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return folder;
  console.log("Building the empty app to compare with …");
  rmSync(folder, { recursive: true, force: true });
  cpSync(source, folder, { recursive: true });
  const child = next(root, folder, ["build"], "postgres://nobody@127.0.0.1:1/none");
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`The empty app could not be built:\n${said.slice(-3000)}`);
  writeFileSync(stamp, wanted);
  return folder;
}

function next(root: string, cwd: string, args: string[], databaseUrl: string): ChildProcess {
  const command = join(root, "node_modules", "next", "dist", "bin", "next");
  const settings = { DATABASE_URL: databaseUrl, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const };
  const env = { ...process.env, ...settings };
  const child = spawn(process.execPath, [command, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  return child;
}

async function untilAnswered(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error("The empty app ended while it was starting.");
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(10);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function hashOf(folders: string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      const file = join(folder, name);
      if (statSync(file).isFile()) hash.update(name).update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}
