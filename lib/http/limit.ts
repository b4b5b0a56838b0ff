import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Bucket } from "./bucket";

export interface Limit {
  /** Calls the bucket holds when full: the burst. */
  burst: number;
  /** Calls it regains per second. */
  perSecond: number;
}

/**
 * Takes `cost` calls out of the bucket `key`, by the database's clock, in one statement of its own (never inside a
 * transaction whose rollback would give them back). Returns what is left; negative means: too little was there, nothing
 * taken. Any key will do, because nobody is refused by this: to refuse, call one of those below.
 */
export async function take(key: string, limit: Limit, cost = 1): Promise<number> {
  const { rows } = await db().execute<{ left: number }>(sql`
    INSERT INTO rate_buckets AS b (key, tokens) VALUES (${key}, ${limit.burst - cost})
    ON CONFLICT (key) DO UPDATE SET
      tokens = least(${limit.burst}, b.tokens + extract(epoch FROM clock_timestamp() - b.updated_at) * ${limit.perSecond}::float8) - ${cost},
      updated_at = clock_timestamp()
    WHERE least(${limit.burst}, b.tokens + extract(epoch FROM clock_timestamp() - b.updated_at) * ${limit.perSecond}::float8) >= ${cost}
    RETURNING floor(tokens)::int AS left`);
  return rows[0]?.left ?? -1;
}

/** What a process has taken ahead of a bucket, and how many were left in it. */
interface Block {
  tokens: number;
  left: number;
  /** Then it is forgotten: a process that hardly calls must not keep what another could use. */
  until: number;
}

const BLOCK_MS = 1000;
const blocks = new Map<string, Block>();

/**
 * Like `take`, but fast buckets are drawn on ahead, a tenth of a second's worth at a time: a producer that sends all
 * the time must not cost the database a statement per call.
 */
async function draw(key: Bucket, limit: Limit, cost: number): Promise<number> {
  const size = Math.floor(limit.perSecond / 10);
  if (size <= cost) return take(key, limit, cost);
  const block = blocks.get(key);
  if (block && block.tokens >= cost && block.until > performance.now()) {
    block.tokens -= cost;
    return block.left + block.tokens;
  }
  const left = await take(key, limit, size);
  if (left < 0) return take(key, limit, cost);
  blocks.set(key, { tokens: size - cost, left, until: performance.now() + BLOCK_MS });
  return left + size - cost;
}

/**
 * Takes `cost` calls, answering 429 with `Retry-After` when refused, and saying what is left in `RateLimit-*` headers.
 * Returns what is left.
 */
export async function limitCalls(key: Bucket, limit: Limit, headers: Headers, cost = 1): Promise<number> {
  const left = await draw(key, limit, cost);
  const wait = Math.max(1, Math.ceil(cost / limit.perSecond));
  headers.set("ratelimit-limit", String(limit.burst));
  headers.set("ratelimit-remaining", String(Math.max(0, left)));
  headers.set("ratelimit-reset", String(left < 0 ? wait : Math.ceil((limit.burst - left) / limit.perSecond)));
  if (left >= 0) return left;
  throw new AppError("rate_limited", `Too many calls; try again in ${wait} s.`, {
    headers: { "retry-after": String(wait) },
  });
}

/**
 * Takes one call where no headers tell what is left: for what strangers may ask for. Returns what is left. Error: 429
 * with `Retry-After`, and `what` has been too often said in people's words (`Too many tries.`).
 */
export async function refuseFlood(key: Bucket, limit: Limit, what: string): Promise<number> {
  const left = await take(key, limit);
  if (left >= 0) return left;
  const wait = Math.ceil(1 / limit.perSecond);
  const when = wait < 120 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`;
  throw new AppError("rate_limited", `${what} Try again in ${when}.`, { headers: { "retry-after": String(wait) } });
}
