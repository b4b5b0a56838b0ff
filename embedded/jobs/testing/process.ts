import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface Running {
  port: number;
  stderr(): string;
  /** kill -9 */
  kill(): Promise<void>;
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
}

/** Bundles a source file. @returns the path of the bundle, which `remove` deletes */
export async function bundle(entry: URL): Promise<{ file: string; remove(): void }> {
  const root = path.resolve(import.meta.dirname, "../../..");
  const name = `${path.basename(entry.pathname, ".ts")}-${process.pid}-${Date.now()}.mjs`;
  // Inside node_modules, so that the packages left outside of the bundle are found.
  const file = path.join(root, "node_modules/.cache/belfry-jobs", name);
  const entryPoints = [fileURLToPath(entry)];
  const target = { platform: "node", format: "esm", target: "node20", packages: "external" } as const;
  await build({ entryPoints, outfile: file, bundle: true, ...target, logLevel: "silent" });
  return { file, remove: () => rmSync(file, { force: true }) };
}

/** Starts a bundle, by way of `launcher` when given one, and waits for its ready line. */
export async function run(file: string, env: Record<string, string>, launcher: string[] = []): Promise<Running> {
  const own = { ...process.env, ...env, NODE_OPTIONS: "" };
  const [program = "", ...args] = [...launcher, process.execPath, file];
  const child = spawn(program, args, { env: own, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const end = (signal: NodeJS.Signals) =>
    new Promise<number | null>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
      else child.once("exit", resolve).kill(signal);
    });
  const port = await readyPort(child, () => stderr);
  return { port, stderr: () => stderr, kill: () => end("SIGKILL").then(() => {}), stop: () => end("SIGTERM") };
}

function readyPort(child: ChildProcess, stderr: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const line = /^(\{"ready":true,"port":(\d+)\})$/m.exec(text);
      if (line) resolve(Number(line[2]));
    });
    child.once("exit", (code) => reject(new Error(`Exited with ${code} before it was ready: ${stderr()}`)));
  });
}
