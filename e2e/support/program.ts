import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Program {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

/** Starts a bundled program that says `{"ready":true,"port":N}`. It ends with `stop`, or with us: its stdin closes then. */
export async function startProgram(file: string, env: Record<string, string> = {}): Promise<Program> {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env, BELFRY_SUPERVISED: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await readyPort(child, file);
  return {
    pid: child.pid ?? 0,
    port,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function readyPort(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    if (child.stdout) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const [, port] = /^\{"ready":true,"port":(\d+)\}$/.exec(line) ?? [];
        if (port) resolve(Number(port));
      });
    }
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it was ready.`)));
  });
}
