const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TABLE = [15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE, HOUR];

/** Milliseconds to wait after the given failed attempt (0 = the first). */
export type Backoff = (attempt: number) => number;

/**
 * Inngest's table plus up to 30 random seconds, or the given milliseconds without a random part.
 */
export function createBackoff(override?: number[]): Backoff {
  if (override?.length) return (attempt) => override[Math.min(attempt, override.length - 1)] ?? 0;
  return (attempt) => (TABLE[attempt] ?? 2 * HOUR) + Math.floor(Math.random() * 30 * SECOND);
}

/** Doubles from `firstMs` to `longestMs`: for waits that are not the function's fault and cost no attempt. */
export function graceDelay(misses: number, firstMs: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(misses, 20), longestMs);
}
