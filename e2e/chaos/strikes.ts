import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Instance } from "../support/instance";
import type { Door } from "./door";
import { MISDEEDS, type Provider } from "./provider";
import type { Random } from "./random";
import type { SlowSmtp } from "./smtp";

export const TARGETS = ["web", "jobs", "realtime", "mailbox", "postgres", "supervisor", "everything"] as const;
type Target = (typeof TARGETS)[number];

/** The supervisor gives a service up that dies six times in a minute, and rightly so. */
const DEATHS_PER_MINUTE = 4;
const RECOVERY_MS = 60_000;
const WINDOW_MS = { least: 2_000, most: 6_000 };
/** Longer than any process should wait for the database. */
const LOSS_MS = { least: 5_000, most: 15_000 };
/** Shorter and longer than a mail is waited for. */
const SLOW_MS = { least: 4_000, most: 20_000 };
/** What a supervisor or a container runtime gives a process to end in order. */
const GRACE_MS = 20_000;
const ORDERLY = ["web", "jobs", "supervisor"] as const;

/** What stands between the instance and others, where it can be upset. */
export interface Surroundings {
  door: Door;
  provider?: Provider;
  smtp?: SlowSmtp;
}

/** What can be done to a running instance. Each settles when the instance has recovered (or the window is over). */
export class Faults {
  /** How often each was done. */
  readonly done: Record<string, number> = {};
  /** What orderly ends answered that were none. */
  readonly disorderly: string[] = [];
  /** The longest way back to ready. */
  slowestMs = 0;
  #deaths = new Map<string, number[]>();

  constructor(
    private readonly instance: Instance,
    private readonly random: Random,
    private readonly around: Surroundings,
  ) {}

  /** kill -9 of one process, or of all there are. */
  async kill(target: Target): Promise<void> {
    this.#count(`kill -9 ${target}`);
    await this.#recover(() => {
      if (target === "supervisor" || target === "everything") return this.#killSupervisor(target);
      if (target === "mailbox" && this.around.provider) return this.around.provider.killMailbox();
      return this.#signal(target, "SIGKILL");
    });
  }

  /** What `pg_ctl stop -m immediate` does: no checkpoint, everybody cut off. */
  async stopDatabase(): Promise<void> {
    this.#count("database stopped");
    await this.#recover(() => this.#signal("postgres", "SIGQUIT"));
  }

  /** The mail provider misbehaves in one way for a few seconds. */
  async upsetProvider(): Promise<void> {
    const misdeed = this.random.pick(MISDEEDS);
    const ms = this.random.between(WINDOW_MS.least, WINDOW_MS.most);
    this.#count(`provider: ${misdeed}`);
    await this.around.provider?.misbehave(misdeed, ms);
  }

  /** The mail server takes mails and is slow to say so. */
  async slowSmtp(): Promise<void> {
    this.#count("slow SMTP");
    const answersAfterMs = this.random.between(SLOW_MS.least, SLOW_MS.most);
    await this.around.smtp?.slowDown(answersAfterMs, this.random.between(WINDOW_MS.least, WINDOW_MS.most) * 2);
  }

  /** What is sent to the database and back is lost for a while; connections stay open, and those of then say nothing more. */
  async losePackets(): Promise<void> {
    this.#count("packets to the database lost");
    await this.#recover(() => this.around.door.losePackets(this.random.between(LOSS_MS.least, LOSS_MS.most)));
  }

  /** SIGTERM in the middle of sending, of one process or of the whole instance, as at each deploy. */
  async endInOrder(): Promise<void> {
    const target = this.random.pick(ORDERLY);
    this.#count(`SIGTERM ${target}`);
    await this.#recover(async () => {
      if (target !== "supervisor") return this.#endOne(target);
      const exitCode = await this.instance.stop();
      if (exitCode !== 0) this.disorderly.push(`exit code ${exitCode}`);
      await this.instance.start();
    });
  }

  /** The pages' process lives days before or after everybody else for a while. */
  async skewClock(): Promise<void> {
    const days = this.random.pick([-3, -1, 1, 3]);
    this.#count(`clock ${days > 0 ? "+" : ""}${days} days`);
    const file = skewFile(this.instance.dataDir);
    writeFileSync(file, String(days));
    await this.#recover(() => this.#signal("web", "SIGKILL"));
    await sleep(this.random.between(WINDOW_MS.least, WINDOW_MS.most));
    rmSync(file);
    await this.#recover(() => this.#signal("web", "SIGKILL"));
  }

  /** Others take every connection the database has. */
  async exhaustConnections(): Promise<void> {
    this.#count("connections exhausted");
    const taken: pg.Client[] = [];
    const url = this.instance.file.databaseUrl;
    for (let isFull = false; !isFull; ) {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => {});
      isFull = await client.connect().then(
        () => taken.push(client) > 100,
        () => true,
      );
    }
    await sleep(this.random.between(WINDOW_MS.least, WINDOW_MS.most));
    await Promise.all(taken.map((client) => client.end().catch(() => {})));
    await this.#untilReady();
  }

  async #endOne(name: string): Promise<void> {
    const pid = this.instance.file.pids[name] ?? 0;
    const patience = setTimeout(() => {
      this.disorderly.push(`${name} did not end within ${GRACE_MS / 1000} s`);
      process.kill(pid, "SIGKILL");
    }, GRACE_MS);
    await this.#signal(name, "SIGTERM").finally(() => clearTimeout(patience));
  }

  #mayDie(name: string): boolean {
    const recent = (this.#deaths.get(name) ?? []).filter((at) => at > Date.now() - 60_000);
    return recent.length < DEATHS_PER_MINUTE;
  }

  async #signal(name: string, signal: NodeJS.Signals): Promise<void> {
    while (!this.#mayDie(name)) await sleep(500);
    this.#deaths.set(name, [...(this.#deaths.get(name) ?? []), Date.now()]);
    const pid = this.instance.file.pids[name];
    if (!pid) throw new Error(`There is no ${name} to be killed.`);
    process.kill(pid, signal);
    await this.instance.until(() => this.#pids()[name] !== pid, RECOVERY_MS);
  }

  async #killSupervisor(target: Target): Promise<void> {
    const { supervisor, ...others } = this.instance.file.pids;
    if (supervisor) process.kill(supervisor, "SIGKILL");
    if (target === "everything") for (const pid of Object.values(others)) process.kill(pid, "SIGKILL");
    await this.instance.until(() => !this.instance.isRunning);
    await this.instance.start();
  }

  /** The file is away for a moment while an instance starts. */
  #pids(): Record<string, number> {
    try {
      return this.instance.file.pids;
    } catch {
      return {};
    }
  }

  async #recover(strike: () => Promise<void>): Promise<void> {
    const since = Date.now();
    await strike();
    await this.#untilReady();
    this.slowestMs = Math.max(this.slowestMs, Date.now() - since);
  }

  #untilReady(): Promise<void> {
    return this.instance.until(() => this.instance.isReady(), RECOVERY_MS);
  }

  #count(name: string): void {
    this.done[name] = (this.done[name] ?? 0) + 1;
  }
}

/** Where the shifted process finds by how many days. */
export const skewFile = (dataDir: string) => join(dataDir, "skew");
