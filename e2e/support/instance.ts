import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface InstanceFile {
  url: string;
  workspace: string;
  people: { name: string; email: string; handle: string; role: string; signInUrl: string }[];
  apiKey: string;
  pids: Record<string, number>;
  databaseUrl: string;
}

export interface OutboxMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

type Settings = Record<string, string>;

/** One whole Belfry as `npm start` runs it, on a data folder and a port of its own. */
export class Instance {
  #process: ChildProcess | undefined;
  #said = "";

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    readonly settings: Settings,
  ) {}

  /** `settings` may depend on the data folder. */
  static async create(settings: Settings | ((dataDir: string) => Promise<Settings>) = {}): Promise<Instance> {
    const dataDir = mkdtempSync(join(tmpdir(), "belfry-e2e-"));
    return new Instance(dataDir, await freePort(), typeof settings === "function" ? await settings(dataDir) : settings);
  }

  get file(): InstanceFile {
    return JSON.parse(readFileSync(this.#file, "utf8"));
  }

  get #file(): string {
    return join(this.dataDir, "instance.json");
  }

  /** All that it has printed since it was started. */
  get said(): string {
    return this.#said;
  }

  get isRunning(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts, and settles when the instance says where to sign in. */
  async start(): Promise<void> {
    const env = {
      ...process.env,
      ...this.settings,
      PORT: String(this.port),
      BELFRY_DATA_DIR: this.dataDir,
      BELFRY_URL: this.settings.BELFRY_URL ?? "",
    };
    this.#said = "";
    const child = spawn(process.execPath, ["bin/start.mjs"], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (this.#said += chunk));
    const endWithUs = () => child.kill("SIGTERM");
    process.once("exit", endWithUs);
    child.once("exit", () => process.off("exit", endWithUs));
    await this.until(() => this.isReady(), 120_000);
  }

  async isReady(): Promise<boolean> {
    if (!this.isRunning) throw new Error(`The instance ended:\n${this.#said}`);
    const answer = await fetch(`http://127.0.0.1:${this.port}/api/ready`).catch(() => undefined);
    // After kill -9 an old file is still there: ready is what this very process has written.
    return answer?.ok === true && existsSync(this.#file) && this.file.pids.supervisor === this.#process?.pid;
  }

  /** SIGTERM, as Ctrl-C would; settles with the exit code. */
  async stop(): Promise<number | null> {
    const child = this.#process;
    if (!child || !this.isRunning) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    child.kill("SIGTERM");
    return ended;
  }

  /** Ends the instance and everything it kept. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  outbox(): OutboxMail[] {
    const folder = join(this.dataDir, "outbox");
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  }

  /** Waits for a condition; says what the instance printed when it never holds. */
  async until(condition: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (!(await condition())) {
      if (Date.now() > end)
        throw new Error(`Not within ${withinMs / 1000} s. The instance said:\n${this.#said.slice(-4000)}`);
      await sleep(100);
    }
  }
}

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
