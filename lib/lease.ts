import { log } from "./log";

/** Longer than anything takes that has an end of its own: who hangs for ever must not keep others from it for ever. */
const LONGEST_MS = 150_000;

/** Does the work, and `renew` every so often until it has ended. A renewal that fails is tried again at its next time. */
export async function renewing<T>(everyMs: number, renew: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - since > LONGEST_MS) return clearInterval(timer);
    renew().catch((error: unknown) => log.warn({ err: error }, "a lease was not renewed"));
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
