const LEAST_SECONDS = 1;
const MAX_SECONDS = 3600;

/**
 * How long a provider asks us to wait, from its `Retry-After`: seconds or a date, which is taken against the answer's
 * own `Date`, since its clock and ours may differ. Between a second and an hour; undefined when it does not say.
 */
export function retryAfterSeconds(header: (name: string) => string | null | undefined): number | undefined {
  const value = header("retry-after")?.trim();
  if (!value) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : secondsUntil(value, header("date"));
  return Number.isNaN(seconds) ? undefined : clampWait(seconds);
}

/** A second at least, an hour at most. */
export const clampWait = (seconds: number): number => Math.min(Math.max(seconds, LEAST_SECONDS), MAX_SECONDS);

function secondsUntil(date: string, answeredAt: string | null | undefined): number {
  const now = Date.parse(answeredAt ?? "");
  return (Date.parse(date) - (Number.isNaN(now) ? Date.now() : now)) / 1000;
}
