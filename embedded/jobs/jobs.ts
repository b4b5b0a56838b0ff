import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type http from "node:http";
import { createAppClient } from "./app-client";
import { createBackoff } from "./backoff";
import { createCaller } from "./caller";
import { beatLeases, releaseAllLeases, releaseOwnLeases, untilNextJob } from "./claim";
import { createSchema, openDatabase } from "./database";
import type { Engine } from "./engine";
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
  /** A connection that bypasses any transaction pooler, for the session lock and LISTEN; else `databaseUrl`. */
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
const DRAIN_MS = 5_000;

/**
 * Starts the engine: creates its schema, listens, and leads as soon as no other engine of the database does.
 * @throws Error when the signing key is not hex, the database stays unreachable, or the port is taken
 */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const signer = createSigner(options.signingKey);
  const app = createAppClient(signer);
  const db = openDatabase(options.databaseUrl, (error) => log("warn", `Database connection: ${messageOf(error)}`));
  const registry = createRegistry();
  const sync = createSync(options.appUrl, app, db, registry);
  const owner = randomUUID();
  const loops: Record<string, Loop> = {};
  let leadership: Leadership | undefined;
  const isLeader = () => leadership?.isLeader() === true;
  const engine: Engine = {
    db,
    registry,
    backoff: createBackoff(options.backoffMs),
    canDispatch: () => isLeader() && sync.state.syncedAt !== undefined,
    nudge: { calls: () => loops.calls?.nudge(), sync: () => loops.sync?.nudge() },
  };
  const caller = createCaller(engine, app, owner);

  await createSchema(db).catch(async (error) => {
    await db.close();
    throw error;
  });
  const health = () => ({ leader: isLeader(), inFlight: caller.inFlight().length, app: sync.state, ...functions() });
  const functions = () => ({ functions: registry.all().map(summary) });
  const server = createServer({ engine, signer, eventKey: options.eventKey, health });
  const port = await listen(server, options.port ?? 0);

  const whileLeading = (work: () => Promise<number>) => async () => (isLeader() ? work() : POLL_MS);
  loops.calls = startLoop("Calling functions", whileLeading(caller.callDue));
  loops.timers = startLoop(
    "Firing timers",
    whileLeading(async () => ((await fireDueTimers(engine)) ? 0 : untilNextJob(db, POLL_MS))),
  );
  loops.sync = startLoop(
    "Sync",
    whileLeading(async () => {
      const isFirst = sync.state.syncedAt === undefined;
      const delay = await sync.run();
      if (isFirst) loops.timers?.nudge();
      return delay;
    }),
  );
  loops.beat = startLoop("Keeping leases", () => beatLeases(db, owner, caller.inFlight()).then(() => BEAT_MS));
  loops.prune = startLoop(
    "Pruning",
    whileLeading(() => prune(db, KEEP_MS).then(() => PRUNE_EVERY_MS)),
  );
  const nudgeAll = () => {
    for (const loop of Object.values(loops)) loop.nudge();
  };
  leadership = seekLeadership(options.directUrl ?? options.databaseUrl, {
    onGain: async () => {
      await releaseAllLeases(db, owner, caller.inFlight());
      sync.forget();
      if (!sync.state.syncedAt) registry.replace(await loadFunctions(db));
    },
    onReady: nudgeAll,
    onWake: () => loops.timers?.nudge(),
  });

  let closing: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    await Promise.all(Object.values(loops).map((loop) => loop.stop()));
    await caller.drain(DRAIN_MS);
    await releaseOwnLeases(db, owner).catch(() => {});
    server.close();
    server.closeAllConnections();
    app.close();
    await leadership?.close();
    await db.close();
  }
  const close = () => {
    closing ??= shutDown();
    return closing;
  };
  return { port, close };
}

async function listen(server: http.Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

function summary(reading: ReturnType<ReturnType<typeof createRegistry>["all"]>[number]) {
  if ("refused" in reading) return { id: reading.id, refused: reading.refused };
  const { id, name, events, crons } = reading.spec;
  return { id, name, triggers: [...events.map((e) => e.name), ...crons.map((c) => c.cron)] };
}
