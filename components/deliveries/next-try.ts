const MINUTE = 60_000;

/** How long until then, inside a sentence: `at once`, `in 40 s`, `in 9 min`, `in 3 h`, `in 2 days`. */
export function nextTryIn(at: string, now: number): string {
  const wait = Date.parse(at) - now;
  if (wait <= 0) return "at once";
  if (wait < MINUTE) return `in ${Math.ceil(wait / 1000)} s`;
  if (wait < 60 * MINUTE) return `in ${Math.round(wait / MINUTE)} min`;
  const hours = Math.round(wait / (60 * MINUTE));
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`;
}
