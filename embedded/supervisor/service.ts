import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure";
import { openJournal } from "./journal";

/** Something the supervisor keeps running. */
export interface Service {
  readonly name: string;
  /** The process number while it runs. */
  readonly pid: number | undefined;
  /** Settles when it accepts work; rejects with a `Failure` when it will not. */
  start(signal?: AbortSignal): Promise<void>;
  /** Lets in what its clients ask, where it was started with `isHeld`; started anew it is not held again. */
  release?(): void;
  /** Ends it, by force after its bound. Settles when it is gone. */
  stop(): Promise<void>;
  /** Called when it ends although nobody asked: how, and what it said last. */
  onDeath?: (how: string, lastWords: string) => void;
}

export interface ProcessSpec {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly dataDir: string;
  /** Its environment, made anew for every start: addresses of others may have come in. */
  readonly env: () => NodeJS.ProcessEnv;
  /** The setting that tells it its port. It announces `{"ready":true,"port":N}`, and gets the same port ever after. */
  readonly portSetting?: string;
  /** Its port, when others must know it before it runs; default any free one. */
  readonly port?: number;
  readonly onPort?: (port: number) => void;
  readonly isVerbose?: boolean;
  /** It starts before it may serve, and keeps its clients waiting until it is released. */
  readonly isHeld?: boolean;
  readonly stopWithinMs: number;
}

const READY_WITHIN_MS = 30_000;
const LAST_WORDS_MS = 200;

/** A child process as a service. It ends by itself when we die: its stdin is a pipe that closes then. */
export function processService(spec: ProcessSpec): Service {
  const journal = openJournal(spec.dataDir, spec.name, spec.isVerbose ?? false);
  let child: ChildProcess | undefined;
  let port = spec.port ?? 0;
  let isHeld = spec.isHeld ?? false;
  const asked = new WeakSet<ChildProcess>(); // those we told to end: their death is no news
  const isRunning = () => child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

  function launch(onReady: () => void, onEnd: (how: string) => void): ChildProcess {
    const [program, ...args] = spec.command;
    const portSetting = spec.portSetting ? { [spec.portSetting]: String(port) } : {};
    const env = { ...spec.env(), ...portSetting, BELFRY_SUPERVISED: "1", BELFRY_HELD: isHeld ? "1" : "0" };
    // Detached: Ctrl-C reaches only us, and we stop everybody in order.
    const started = spawn(program, args, { cwd: spec.cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    started.stdin.on("error", () => {});
    journal.follow(started.stdout, (line) => {
      const announced = spec.portSetting ? announcedPort(line) : null;
      if (announced === null) return;
      port = announced;
      spec.onPort?.(port);
      onReady();
    });
    journal.follow(started.stderr);
    started.on("error", (error) => onEnd(error.message));
    started.on("exit", (code, signal) => {
      const end = () => onEnd(signal ? `killed by ${signal}` : `exit code ${code}`);
      const words = new Promise((resolve) => started.once("close", resolve)); // a grandchild may keep the pipes open
      void Promise.race([words, sleep(LAST_WORDS_MS)]).then(end);
    });
    if (!spec.portSetting) onReady();
    return started;
  }

  const service: Service = {
    name: spec.name,
    get pid() {
      return isRunning() ? child?.pid : undefined;
    },
    start: () =>
      new Promise<void>((resolve, reject) => {
        let isReady = false;
        const late = setTimeout(() => {
          const sentence = `${spec.name} was not ready within ${READY_WITHIN_MS / 1000} s.`;
          reject(new Failure(withLastWords(sentence, journal.lastLines())));
          started.kill("SIGKILL");
        }, READY_WITHIN_MS);
        const onReady = () => {
          isReady = true;
          clearTimeout(late);
          resolve();
        };
        const onEnd = (how: string) => {
          clearTimeout(late);
          if (!isReady) reject(new Failure(withLastWords(`${spec.name} did not start (${how}).`, journal.lastLines())));
          else if (!asked.has(started)) service.onDeath?.(how, journal.lastLines());
          isReady = false;
        };
        const started = launch(onReady, onEnd);
        child = started;
      }),
    release() {
      if (isHeld) child?.stdin?.write("go\n");
      isHeld = false;
    },
    async stop() {
      const running = child;
      if (!running || !isRunning()) return;
      asked.add(running);
      const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      running.kill("SIGTERM");
      const late = sleep(spec.stopWithinMs, undefined, { ref: false }).then(() => running.kill("SIGKILL"));
      await Promise.race([ended, late.then(() => ended)]);
    },
  };
  return service;
}

/** A sentence about a process, and below it what the process said last. */
export function withLastWords(sentence: string, words: string): string {
  return words ? `${sentence} Its last words:\n${words}` : sentence;
}

function announcedPort(line: string): number | null {
  const [, digits] = /^\{"ready":true,"port":(\d+)\}$/.exec(line.trim()) ?? [];
  return digits ? Number(digits) : null;
}
