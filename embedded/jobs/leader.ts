import pg from "pg";
import { DEADLINES } from "./database";
import { type Claimant, giveLeaseBack, LEASE_MS, renewLease, takeLease } from "./lease";
import { log, messageOf } from "./log";

export interface Leadership {
  isLeader(): boolean;
  /** Of the lease held, or held last. */
  generation(): number;
  /** Milliseconds since it was last known that somebody leads, us or another. */
  sinceKnown(): number;
  /** Gives the lease back and closes its connection. */
  close(): Promise<void>;
}

interface Hooks {
  claimant(): Claimant;
  /** Runs before `isLeader()` turns true. */
  onGain(): Promise<void>;
  onReady(): void;
  onWake(): void;
}

const TRY_EVERY_MS = 500;
const RENEW_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 4_000;
/** By our own clock, from before the renewal was sent: we stop leading before anybody else may begin. */
const LEADS_MS = LEASE_MS - 1_500;

/**
 * One engine per database: takes the lease in `jobs.leader` as soon as it is free, and renews it on a connection of its
 * own for as long as it can. The same connection listens for wake-ups from engines that stand by.
 * @param url must reach Postgres directly, not through a transaction pooler
 */
export function seekLeadership(url: string, hooks: Hooks): Leadership {
  let leadsUntil = 0;
  let generation = 0;
  let knownAt = performance.now();
  let closing = false;
  let current: pg.Client | undefined;
  let broken: Error | undefined;
  let wakeUp: () => void = () => {};

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function newConnection(): pg.Client {
    const client = new pg.Client({ ...DEADLINES, query_timeout: ANSWER_WITHIN_MS, connectionString: url });
    const onBreak = (error: Error) => {
      if (client !== current) return;
      broken ??= error;
      leadsUntil = 0;
      wakeUp();
    };
    client.on("error", onBreak);
    client.on("end", () => onBreak(new Error("connection ended")));
    client.on("notification", hooks.onWake);
    current = client;
    broken = undefined;
    return client;
  }

  const goesOn = () => !closing && !broken;

  async function standBy(client: pg.Client): Promise<number | undefined> {
    await client.connect();
    while (goesOn()) {
      const since = performance.now();
      const taken = await takeLease(client, hooks.claimant());
      knownAt = since;
      if (taken !== undefined) {
        generation = taken;
        return since;
      }
      await pause(TRY_EVERY_MS);
    }
  }

  async function lead(client: pg.Client, since: number): Promise<void> {
    await client.query("LISTEN belfry_jobs");
    await hooks.onGain();
    leadsUntil = since + LEADS_MS;
    log("info", "This engine leads.");
    hooks.onReady();
    for (;;) {
      await pause(RENEW_EVERY_MS);
      if (!goesOn()) return;
      const sentAt = performance.now();
      if (!(await renewLease(client, generation))) throw new Error("another engine leads");
      leadsUntil = sentAt + LEADS_MS;
      knownAt = sentAt;
    }
  }

  async function serve(client: pg.Client): Promise<void> {
    const since = await standBy(client);
    if (since !== undefined) await lead(client, since);
    if (broken) throw broken;
    if (since !== undefined) await giveLeaseBack(client, generation);
  }

  async function seek(): Promise<void> {
    while (!closing) {
      const client = newConnection();
      const before = generation;
      await serve(client).catch((error: unknown) => {
        const what = generation === before ? "No leadership yet" : "Leadership lost";
        if (!closing) log("warn", `${what}: ${messageOf(error)}`);
      });
      leadsUntil = 0;
      await endSoon(client);
      if (!closing) await pause(TRY_EVERY_MS);
    }
  }
  const ended = seek();
  return {
    isLeader: () => performance.now() < leadsUntil,
    generation: () => generation,
    sinceKnown: () => performance.now() - knownAt,
    close: async () => {
      closing = true;
      wakeUp();
      await ended;
    },
  };
}

/** Says goodbye, but does not wait for the answer of a server that is gone. */
async function endSoon(client: pg.Client): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, 1_000).unref());
  await Promise.race([client.end().catch(() => {}), late]);
  client.connection.stream.destroy();
}
