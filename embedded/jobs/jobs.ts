import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type http from "node:http";
import { createAppClient } from "./app-client";
import { createBackoff } from "./backoff";
import { createCaller } from "./caller";
import { beatLeases, releaseOwnLeases, untilNextJob } from "./claim";
import { createSchema, openDatabase } from "./database";
import type { Engine } from "./engine";
import type { Reading } from "./function-spec";
import { type Leadership, seekLeadership } from "./leader";
import { log, messageOf } from "./log";
import { type Loop, startLoop } from "./loop";
import { prune } from "./prune";
import { createRegistry, loadFunctions } from "./registry";
import { createServer } from "./server";
import { createSigner } from "./signature";
import { createSync } from "./sync";
import { fireDueTimers } from "./timers";

export interface JobsOptions {
  databaseUrl: string;
  /** A connection that bypasses any transaction pooler, for the lease and LISTEN; else `databaseUrl`. */
  directUrl?: string;
  eventKey: string;
  /** Hex, may carry the prefix `signkey-<env>-`. */
  signingKey: string;
  /** Where the app serves its functions, e.g. http://127.0.0.1:3000/api/inngest */
  appUrl: string;
  /** On 127.0.0.1; 0 or absent takes any free port. */
  port?: number;
  /** Replaces the table of retry delays (milliseconds per attempt), without a random part. */
  backoffMs?: number[];
}

export interface Jobs {
  port: number;
  /** Stops claiming, gives calls under way some seconds, releases the rest. */
  close(): Promise<void>;
}

const POLL_MS = 1_000;
const BEAT_MS = 10_000;
const PRUNE_EVERY_MS = 10 * 60_000;
const KEEP_MS = 48 * 60 * 60_000;
/** Longer than any of our waits: what has not come round by then will not. */
const STUCK_MS = 30_000;
/** Less than the supervisor waits before it ends us by force. */
const DRAIN_MS = 18_000;

/**
 * Starts the engine: creates its schema, listens, and leads as soon as no other engine of the database does.
 * @throws Error when the signing key is not hex, the database stays unreachable, or the port is taken
 */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const parts = assemble(options);
  const { db, caller, owner, sync, registry, loops } = parts;
  const server = createServer({ ...parts, eventKey: options.eventKey, health: () => health(parts) });
  try {
    await createSchema(db);
    await listen(server, options.port ?? 0);
  } catch (error) {
    await db.close();
    throw error;
  }
  startLoops(parts);
  parts.leadership = seekLeadership(options.directUrl ?? options.databaseUrl, {
    claimant: () => ({ owner, inFlight: caller.inFlight() }),
    onGain: async () => {
      sync.forget();
      if (!sync.state.syncedAt) registry.replace(await loadFunctions(db));
    },
    onReady: () => {
      for (const loop of Object.values(loops)) loop.nudge();
    },
    onWake: () => loops.timers?.nudge(),
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= shutDown(parts, server);
    return closing;
  };
  return { port: portOf(server), close };
}

type Parts = ReturnType<typeof assemble>;

function assemble(options: JobsOptions) {
  const signer = createSigner(options.signingKey);
  const app = createAppClient(signer);
  const db = openDatabase(options.databaseUrl, (error) => log("warn", `Database connection: ${messageOf(error)}`));
  const registry = createRegistry();
  const sync = createSync(options.appUrl, app, db, registry);
  const owner = randomUUID();
  const loops: Record<string, Loop> = {};
  const isLeader = () => parts.leadership?.isLeader() === true;
  const engine: Engine = {
    db,
    registry,
    backoff: createBackoff(options.backoffMs),
    generation: () => parts.leadership?.generation() ?? 0,
    canDispatch: () => isLeader() && sync.state.syncedAt !== undefined,
    nudge: { calls: () => loops.calls?.nudge(), sync: () => loops.sync?.nudge() },
  };
  const caller = createCaller(engine, app, owner);
  const leadership = undefined as Leadership | undefined;
  const parts = { signer, app, db, registry, sync, owner, loops, isLeader, engine, caller, leadership };
  return parts;
}

function startLoops({ db, engine, caller, sync, owner, loops, isLeader }: Parts): void {
  const start = (key: string, name: string, work: () => Promise<number>) => {
    loops[key] = startLoop(name, async () => (isLeader() ? work() : POLL_MS));
  };
  start("calls", "Calling functions", caller.callDue);
  start("timers", "Firing timers", async () => ((await fireDueTimers(engine)) ? 0 : untilNextJob(db, POLL_MS)));
  start("sync", "Sync", async () => {
    const isFirst = sync.state.syncedAt === undefined;
    const delay = await sync.run();
    // Events that came earlier were kept for this moment.
    if (isFirst) loops.timers?.nudge();
    return delay;
  });
  start("prune", "Pruning", () => prune(db, KEEP_MS).then(() => PRUNE_EVERY_MS));
  // Also while not leading: calls that were under way when the lease was lost still count.
  loops.beat = startLoop("Keeping leases", () => beatLeases(db, owner, caller.inFlight()).then(() => BEAT_MS));
}

async function shutDown({ loops, caller, db, owner, app, leadership }: Parts, server: http.Server): Promise<void> {
  await Promise.all(Object.values(loops).map((loop) => loop.stop()));
  await caller.drain(DRAIN_MS);
  await releaseOwnLeases(db, owner).catch(() => {});
  server.close();
  server.closeAllConnections();
  app.close();
  await leadership?.close();
  await db.close();
}

function health(parts: Parts): Record<string, unknown> {
  const { isLeader, caller, sync, registry } = parts;
  const functions = registry.all().map(summary);
  const state = { leader: isLeader(), inFlight: caller.inFlight().length, app: sync.state, functions };
  return { ...state, trouble: troubleOf(parts) };
}

/** Why nothing would be done at present; null when this engine leads, or another does. */
function troubleOf({ leadership, loops }: Parts): string | null {
  if (leadership && leadership.sinceKnown() > STUCK_MS) return "The job engine cannot find out who leads.";
  const stuck = ["calls", "timers", "beat"].find((key) => (loops[key]?.sinceDone() ?? 0) > STUCK_MS);
  return stuck ? `The job engine's ${stuck} loop is stuck.` : null;
}

async function listen(server: http.Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

function portOf(server: http.Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function summary(reading: Reading) {
  if ("refused" in reading) return { id: reading.id, refused: reading.refused };
  const { id, name, events, crons } = reading.spec;
  return { id, name, triggers: [...events.map((e) => e.name), ...crons.map((c) => c.cron)] };
}
