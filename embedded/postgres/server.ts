import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { codeOf, Failure, sentenceOf } from "../failure";
import { freePort, isPortFree } from "../port";
import { type Account, databaseAccount } from "./account";
import { type Binaries, postgresBinaries } from "./binaries";
import { CLEAN_ENVIRONMENT, ensureCluster, SUPERUSER } from "./cluster";
import { databaseHome, type Home, keepPort, keptPort } from "./home";
import { endLeftover, endServer } from "./leftover";

export interface PostgresOptions {
  /** Belfry's data folder; the database makes its own folder in it. One caller at a time. */
  readonly dataDir: string;
  /** This port or none (a restart: others know the address already). Default: last time's if it is free, else any. */
  readonly port?: number;
  /** For tests: no fsync. Commits survive kill -9, but a power cut may destroy the database. */
  readonly fast?: boolean;
  readonly signal?: AbortSignal;
}

export interface RunningPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server has ended, asked or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything is on disk when it settles. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 120_000; // crash recovery of a large database replays its log first
// Somebody took the port between our look and the start, or a killed server's workers still hold its memory.
const MAY_PASS = /TCP\/IP socket|shared memory block|Address already in use/;
const ATTEMPTS = 20;
const FAST = ["fsync=off", "full_page_writes=off"];

/**
 * Starts PostgreSQL on `<dataDir>`, making the database on the first start and recovering it after a crash. It runs
 * detached, as an unprivileged account if we are root, on 127.0.0.1 only and with a password. Throws `Failure`.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = databaseAccount();
  const binaries = postgresBinaries(account);
  const home = databaseHome(resolve(options.dataDir), account);
  await endLeftover(home.data);
  await ensureCluster(home, binaries, account, options.fast ?? false);
  options.signal?.throwIfAborted();
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await choosePort(home));
    const server = spawnServer(home, binaries, account, settings(port, options.fast ?? false));
    try {
      return await whenReady(server, port, home, options.signal);
    } catch (error) {
      if (attempt === ATTEMPTS || !MAY_PASS.test(sentenceOf(error))) throw error;
      await sleep(250);
    }
  }
}

async function whenReady(
  server: ChildProcess,
  port: number,
  home: Home,
  signal?: AbortSignal,
): Promise<RunningPostgres> {
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  const stop = async () => {
    if (server.pid && server.exitCode === null && server.signalCode === null) await endServer(server.pid);
  };
  const url = `postgres://${SUPERUSER}:${home.password}@127.0.0.1:${port}/belfry`;
  try {
    await untilReady(url, server, home, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  keepPort(home, port);
  return { url, port, pid: server.pid as number, ended, stop };
}

async function choosePort(home: Home): Promise<number> {
  const kept = keptPort(home);
  return kept && (await isPortFree("127.0.0.1", kept)) ? kept : freePort();
}

// No Unix socket: its path may not exceed 107 bytes, which a deep data folder does, and nobody needs it.
function settings(port: number, fast: boolean): string[] {
  const common = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100"];
  const quiet = ["log_checkpoints=off", "autovacuum_naptime=15s", "timezone=UTC", "log_timezone=UTC", "jit=off"];
  // A client that is gone without a word must not hold its locks.
  const lost = [
    "tcp_keepalives_idle=10",
    "tcp_keepalives_interval=5",
    "tcp_keepalives_count=3",
    "tcp_user_timeout=25s",
  ];
  const idle = "idle_in_transaction_session_timeout=5min";
  return [...common, ...quiet, ...lost, idle, ...(fast ? FAST : [])].flatMap((setting) => ["-c", setting]);
}

function spawnServer(home: Home, binaries: Binaries, account: Account | null, args: string[]): ChildProcess {
  if (existsSync(home.log) && statSync(home.log).size > 5_000_000) renameSync(home.log, `${home.log}.1`);
  const log = openSync(home.log, "a", 0o600);
  const identity = account ? { uid: account.uid, gid: account.gid } : {};
  const stdio = ["ignore", log, log] as const;
  const options = { ...identity, cwd: "/", env: CLEAN_ENVIRONMENT, detached: true };
  const server = spawn(binaries.postgres, ["-D", home.data, ...args], { ...options, stdio: [...stdio] });
  server.on("error", () => {}); // told by untilReady: without a pid it never ran
  closeSync(log);
  return server;
}

async function untilReady(url: string, server: ChildProcess, home: Home, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (!server.pid || server.exitCode !== null || server.signalCode !== null) {
      throw new Failure(`PostgreSQL did not start: ${lastComplaint(home)} (all of it is in ${home.log})`);
    }
    if (await accepts(url)) return;
    await sleep(20);
  }
  throw new Failure(`PostgreSQL was not ready within ${READY_WITHIN_MS / 1000} s; see ${home.log}.`);
}

/** Whether the database answers; makes it on the first start. Throws when it will never answer. */
async function accepts(url: string): Promise<boolean> {
  try {
    await query(url, "select 1");
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "28P01") throw new Failure("PostgreSQL refuses the password kept in the data folder.");
    if (code !== "3D000") return false;
    await query(url.replace(/\/belfry$/, "/postgres"), "create database belfry");
    return true;
  }
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  client.on("error", () => {}); // the failed query or connection tells
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}

function lastComplaint(home: Home): string {
  const lines = existsSync(home.log) ? readFileSync(home.log, "utf8").trim().split("\n").slice(-20) : [];
  const complaint = lines.findLast((line) => /FATAL|PANIC|could not|cannot/.test(line)) ?? lines.at(-1);
  return complaint?.replace(/^.*?(FATAL|PANIC|ERROR|LOG):\s*/, "") ?? "it said nothing";
}
