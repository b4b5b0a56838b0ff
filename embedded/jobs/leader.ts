import pg from "pg";
import { log, messageOf } from "./log";

export interface Leadership {
  isLeader(): boolean;
  /** Gives the lock back and closes its connection. */
  close(): Promise<void>;
}

const TRY_EVERY_MS = 500;
const PING_EVERY_MS = 2_000;
const PING_PATIENCE_MS = 5_000;

/**
 * One engine per database: holds a session advisory lock on a connection of its own for as long as it can, and waits
 * for it otherwise. The same connection listens for wake-ups from engines that stand by.
 * @param url must reach Postgres directly, not through a transaction pooler
 * @param onGain runs before `isLeader()` turns true
 */
export function seekLeadership(
  url: string,
  hooks: { onGain(): Promise<void>; onReady(): void; onWake(): void },
): Leadership {
  let leading = false;
  let closing = false;
  let client: pg.Client | undefined;
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

  async function lead(current: pg.Client): Promise<void> {
    let broken: Error | undefined;
    current.on("error", (error) => {
      broken = error;
      wakeUp();
    });
    current.on("end", () => {
      broken ??= new Error("connection ended");
      wakeUp();
    });
    current.on("notification", hooks.onWake);
    await current.connect();
    while (!closing && !broken && !(await tryLock(current))) await pause(TRY_EVERY_MS);
    if (closing || broken) return;
    await current.query("LISTEN belfry_jobs");
    await hooks.onGain();
    leading = true;
    log("info", "This engine leads.");
    hooks.onReady();
    while (!closing && !broken) {
      await pause(PING_EVERY_MS);
      if (!broken) await withPatience(current.query("SELECT 1"));
    }
    if (broken) throw broken;
  }

  async function seek(): Promise<void> {
    while (!closing) {
      client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000 });
      await lead(client).catch((error: unknown) => {
        if (!closing) log("warn", `${leading ? "Leadership lost" : "No leadership yet"}: ${messageOf(error)}`);
      });
      leading = false;
      await endSoon(client);
      if (!closing) await pause(TRY_EVERY_MS);
    }
  }
  const ended = seek();
  return {
    isLeader: () => leading,
    close: async () => {
      closing = true;
      wakeUp();
      await ended;
    },
  };
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended('belfry.jobs', 0)) AS locked",
  );
  return rows[0]?.locked === true;
}

/** Says goodbye, but does not wait for the answer of a server that is gone. */
async function endSoon(client: pg.Client): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, 1_000).unref());
  await Promise.race([client.end().catch(() => {}), late]);
}

async function withPatience(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database does not answer")), PING_PATIENCE_MS);
  });
  await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
