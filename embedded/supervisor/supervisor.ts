import { Failure } from "../failure";
import { freePort } from "../port";
import { type Addresses, webEnvironment } from "./environment";
import { greeting } from "./greeting";
import { findInstance, removeInstance, writeInstance } from "./instance";
import { keepAlive } from "./keep-alive";
import { takeLock } from "./lock.mjs";
import { type Prepared, runPrepare } from "./prepare";
import { untilReady } from "./readiness";
import { keptSecrets } from "./secrets";
import type { Service } from "./service";
import { builtCommands, type Command, type Commands, declareServices, type Services } from "./services";
import { ensureDataDir, ensurePortIsFree, readSettings, type Settings } from "./settings";

export interface SuperviseOptions {
  /** The project's folder. */
  readonly root: string;
  readonly dev?: boolean;
  /** Replaces how single processes are started. */
  readonly commands?: Partial<Commands>;
  /** Ends everything, in order. */
  readonly signal: AbortSignal;
  /** When the person began to wait; default now. */
  readonly since?: number;
  /** Called with every service once all are up; `announce` says that one got another process. */
  readonly onUp?: (services: readonly Service[], announce: () => void) => void;
}

const AFTER_A_CRASH_MS = 2_000;

/**
 * Runs Belfry until `signal` fires: starts what the environment does not configure, prepares the database, keeps every
 * process alive and stops all in order. Throws a `Failure` (after stopping all) when it cannot start or go on.
 */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const settings = await readSettings(process.env, options.root, options.dev ?? false);
  ensureDataDir(settings.dataDir);
  const lock = takeLock(settings.dataDir, "supervisor");
  const last = findInstance(settings.dataDir);
  if ("holder" in lock) {
    const where = last ? ` at ${last.url}` : "";
    throw new Failure(`Belfry is already running on ${settings.dataDir} (process ${lock.holder})${where}.`);
  }
  try {
    await ensurePortIsFree(settings, last ? AFTER_A_CRASH_MS : 0);
    removeInstance(settings.dataDir);
    await run(settings, options);
  } finally {
    removeInstance(settings.dataDir);
    lock.release();
  }
}

async function run(settings: Settings, options: SuperviseOptions): Promise<void> {
  const since = options.since ?? Date.now();
  const broken = new AbortController();
  const signal = AbortSignal.any([options.signal, broken.signal]);
  const secrets = keptSecrets(settings.dataDir);
  const at: Addresses = { databaseUrl: process.env.DATABASE_URL?.trim() || undefined, jobsPort: await freePort() };
  const commands = { ...builtCommands(settings), ...options.commands };
  const services = declareServices(settings, secrets, commands, at);
  let prepared: Prepared | undefined;
  let isUp = false;
  const announce = () => prepared && writeInstance(settings.dataDir, instanceOf(settings, services, prepared, at));
  for (const service of inOrder(services)) {
    keepAlive(service, {
      isUp: () => isUp && !signal.aborted,
      onRestart: announce,
      giveUp: (failure) => broken.abort(failure),
    });
  }
  try {
    const env = () => webEnvironment(settings, secrets, at);
    prepared = await bringUp(settings, services, { command: commands.prepare, env }, signal);
    isUp = true;
    announce();
    options.onUp?.(inOrder(services), announce);
    console.log(greeting(settings, prepared, Date.now() - since));
    await aborted(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    isUp = false;
    await stopAll(services);
  }
  if (broken.signal.aborted && !options.signal.aborted) throw broken.signal.reason;
}

/** Starts everything in order, up to a web process that is ready. */
async function bringUp(
  settings: Settings,
  { postgres, realtime, mailbox, jobs, web }: Services,
  prepare: { command: Command; env: () => NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<Prepared> {
  console.log(postgres ? "Starting the database and its neighbours …" : "Starting …");
  await inParallel(postgres?.start(signal), realtime?.start(signal), mailbox?.start(signal));
  signal.throwIfAborted();
  const preparing = runPrepare(prepare.command, { cwd: settings.root, env: prepare.env(), signal });
  // The first complaint is the one shown, and prepare's about the database is the better one. Nobody is served before it
  // has ended; the development server, which cannot be held, starts then.
  await inParallel(preparing, settings.dev ? preparing.then(() => web.start()) : web.start(), jobs?.start(signal));
  web.release?.();
  await untilReady(settings.webUrl, settings.dev ? 180_000 : 60_000, signal);
  return preparing;
}

/** Waits for all, so that nothing is half started when the first failure (in this order) is thrown. */
async function inParallel(...work: (Promise<unknown> | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/**
 * Realtime first: with live proxied sockets the web process would not end. Then the job engine and the web process
 * together: the one gives no more work, the other finishes what it has and can still tell. What they need ends last.
 */
async function stopAll({ realtime, web, jobs, mailbox, postgres }: Services): Promise<void> {
  await realtime?.stop();
  await Promise.all([jobs?.stop(), web.stop()]);
  await mailbox?.stop();
  await postgres?.stop();
}

function inOrder({ realtime, web, jobs, mailbox, postgres }: Services): Service[] {
  return [realtime, web, jobs, mailbox, postgres].filter((service) => service !== undefined);
}

function instanceOf(settings: Settings, services: Services, prepared: Prepared, at: Addresses) {
  const running = inOrder(services).flatMap(({ name, pid }) => (pid ? [[name, pid] as const] : []));
  const pids = Object.fromEntries([["supervisor", process.pid], ...running]) as Record<string, number>;
  const { workspace, people, apiKey } = prepared;
  return { url: settings.url, workspace, people, apiKey, pids, databaseUrl: at.databaseUrl ?? "" };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
