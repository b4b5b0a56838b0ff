const ROUNDS = 3;

type Measure = () => Promise<number>;

/**
 * Runs both in turn, the first of each round being the second of the next, so that a noisy moment meets both. Answers
 * the median of each over the rounds.
 */
export async function sideBySide(
  floor: Measure,
  result: Measure,
  rounds = ROUNDS,
): Promise<{ floor: number; result: number }> {
  const floors: number[] = [];
  const results: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 1) results.push(await result());
    floors.push(await floor());
    if (round % 2 === 0) results.push(await result());
  }
  return { floor: median(floors), result: median(results) };
}

export const median = (values: number[]): number => percentile(values, 50);

/** The value that `percent` of all are not above. */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** The median of `times` calls of `work`, one after the other, in milliseconds. */
export async function medianTime(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) taken.push(await timed(work));
  return median(taken);
}

/** Calls per second of `total` calls of `work` with `lanes` of them open at any time. */
export async function rate(total: number, lanes: number, work: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < total) await work(next++);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: lanes }, lane)));
  return (total * 1000) / ms;
}
