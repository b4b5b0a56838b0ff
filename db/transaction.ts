import { sql } from "drizzle-orm";
import { type Database, db, takeConnection } from "./client";
import { isUnanswered } from "./deadlines";

/** Postgres answers that a second try may mend: deadlock, serialization, server going away under us. */
const RETRYABLE = new Set(["40P01", "40001", "57P01"]);
const TRIES = 3;

const waiting = new WeakMap<object, (() => void)[]>();

/**
 * Runs `work` in the caller's transaction when given one, else in a new one that is retried up to three times
 * when Postgres asks for it (so `work` must only touch the database). Locks are taken in one order everywhere:
 * activity, counters by user id, notifications by id, deliveries by id.
 */
export async function transact<T>(work: (tx: Database) => Promise<T>, tx?: Database): Promise<T> {
  if (tx) return work(tx);
  return retried(async () => {
    const effects: (() => void)[] = [];
    const result = await inTransaction((fresh) => {
      waiting.set(fresh, effects);
      return work(fresh);
    });
    for (const effect of effects) effect();
    return result;
  });
}

/**
 * For work that writes by one statement alone, which is a transaction by itself: spares the server two more. Runs in
 * the caller's transaction when given one; is retried as `transact` is.
 */
export async function inOneStatement<T>(work: (on: Database) => Promise<T>, tx?: Database): Promise<T> {
  return tx ? work(tx) : retried(() => work(db()));
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= TRIES || !RETRYABLE.has(codeOf(error) ?? "")) throw error;
    }
  }
}

/** Runs `effect` once the transaction has committed, never when it rolls back. Outside a transaction: now. */
export function afterCommit(tx: Database, effect: () => void): void {
  const effects = waiting.get(tx);
  if (effects) effects.push(effect);
  else effect();
}

/**
 * Not Drizzle's own: that never gives back a connection whose `begin` fails, so that a restart of the database uses up
 * the pool for good, and it tells of the failed `rollback` instead of what went wrong.
 */
async function inTransaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
  const { on, release } = await takeConnection();
  try {
    await on.execute(sql`BEGIN`);
    const result = await work(on);
    await on.execute(sql`COMMIT`);
    release();
    return result;
  } catch (error) {
    // Behind an unanswered statement a rollback would wait as long again: the end of the connection is one too.
    if (isUnanswered(error)) release(error as Error);
    else await on.execute(sql`ROLLBACK`).then(() => release(), release);
    throw error;
  }
}

/** Whether another row has these values already. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === "23505";

/** The SQLSTATE of an error, through Drizzle's wrapping. */
export function codeOf(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return undefined;
}
