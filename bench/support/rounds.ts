/** Many short rounds rather than few long ones: a noisy moment then spoils one and not the median. */
const ROUNDS = 7;

type Measure = () => Promise<number>;

export interface Both {
  floor: number;
  result: number;
  /** Result over floor. */
  ratio: number;
  rounds: { floor: number; result: number }[];
}

/**
 * Runs both in turn, the first of each round being the second of the next. Answers the medians, and as the ratio the
 * median of the rounds' own ratios: what a slow minute does to both leaves it alone.
 */
export async function sideBySide(floor: Measure, result: Measure, count = ROUNDS): Promise<Both> {
  const rounds: Both["rounds"] = [];
  for (let round = 0; round < count; round++) {
    if (round % 2 === 0) rounds.push({ floor: await floor(), result: await result() });
    else rounds.push({ result: await result(), floor: await floor() });
  }
  return {
    floor: median(rounds.map((round) => round.floor)),
    result: median(rounds.map((round) => round.result)),
    ratio: median(rounds.map((round) => round.result / round.floor)),
    rounds,
  };
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
