import { setTimeout as sleep } from "node:timers/promises";

/** What Slack allows in one channel, give or take a short burst. */
const BETWEEN_MS = 1_000;
const LONGEST_WAIT_MS = 4_000;
const REMEMBERED = 10_000;

/** When the next message may go, by connection and channel. */
const turns = new Map<string, number>();

/**
 * Waits for a turn to write to one channel: one message a second. Answers undefined when it has come, or in how many
 * seconds to ask again when too many wait already. Each process for itself: what they do together Slack slows down.
 */
export async function throttle(key: string): Promise<number | undefined> {
  const now = performance.now();
  const at = Math.max(now, turns.get(key) ?? 0);
  if (at - now > LONGEST_WAIT_MS) return (at - now) / 1000;
  if (turns.size > REMEMBERED) for (const [old, time] of turns) if (time < now) turns.delete(old);
  turns.set(key, at + BETWEEN_MS);
  if (at > now) await sleep(at - now);
  return undefined;
}
