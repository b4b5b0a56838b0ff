import type { DeliveryState } from "@/db/enums";
import { clampWait } from "@/lib/http/retry-after";
import type { Outcome } from "../channels/define";

/** Seconds before the second, third and fourth try of a round. */
const RETRY_SECONDS = [30, 120, 600];
/** How many tries a delivery has, and how many more when somebody sends it again. */
export const TRIES = RETRY_SECONDS.length + 1;
const JITTER = 0.2;
/** A provider that slows us down without saying for how long. */
export const THROTTLED_SECONDS = 5;

/** What becomes of a delivery under way. */
export interface Transition {
  state: Extract<DeliveryState, "sent" | "retrying" | "exhausted" | "failed" | "unknown" | "skipped">;
  reason: string | null;
  /** Until the next try. */
  waitSeconds: number | null;
  /** It was no failure, and uses up no try. */
  isFree: boolean;
}

const END = { failed: "failed", gone: "failed", unknown: "unknown", skipped: "skipped" } as const;
const REASON = {
  failed: "refused by the provider",
  gone: "the address is gone",
  unknown: "it may have been sent, so it is not sent again",
  skipped: "not configured",
} as const;

/**
 * What comes of one try: another after 30 s, 2 min, 10 min or when the provider said, until there is none left; a
 * permanent answer ends it at once; a throttled try does not count.
 */
export function transitionOf(tries: { attempt: number; maxAttempts: number }, outcome: Outcome): Transition {
  const next = { reason: null, waitSeconds: null, isFree: false };
  if (outcome.kind === "sent") return { ...next, state: "sent" };
  if (outcome.kind !== "retry") return { ...next, state: END[outcome.kind], reason: REASON[outcome.kind] };
  const { isThrottled, afterSeconds } = outcome;
  if (isThrottled) {
    const waitSeconds = clampWait(afterSeconds ?? THROTTLED_SECONDS);
    return { state: "retrying", reason: "slowed down by the provider", waitSeconds, isFree: true };
  }
  const left = tries.maxAttempts - tries.attempt;
  if (left <= 0) return { ...next, state: "exhausted", reason: "every try failed" };
  const waitSeconds = afterSeconds === undefined ? backoff(left) : clampWait(afterSeconds);
  return { state: "retrying", reason: "waiting to try again", waitSeconds, isFree: false };
}

function backoff(triesLeft: number): number {
  const base = RETRY_SECONDS[Math.max(0, RETRY_SECONDS.length - triesLeft)] ?? 30;
  return base * (1 + JITTER * (2 * Math.random() - 1));
}
