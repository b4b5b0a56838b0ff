import { log, messageOf } from "./log";

export interface Loop {
  /** Runs the work as soon as possible; a nudge during a run makes one more run. */
  nudge(): void;
  /** Milliseconds since a run last ended well (or the start). */
  sinceDone(): number;
  /** Stops, and waits for the run under way. */
  stop(): Promise<void>;
}

/**
 * Runs `work` again and again, never twice at once. It answers the milliseconds until its next run; a failure is logged
 * and tried again after one second.
 */
export function startLoop(name: string, work: () => Promise<number>): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let doneAt = performance.now();

  async function run(): Promise<void> {
    let delay = 0;
    do {
      again = false;
      try {
        delay = await work();
        doneAt = performance.now();
      } catch (error) {
        log("error", `${name} failed: ${messageOf(error)}`);
        delay = 1_000;
      }
    } while (again && !stopped);
    running = undefined;
    if (!stopped) timer = setTimeout(start, Math.max(delay, 1));
  }
  function start(): void {
    clearTimeout(timer);
    if (stopped) return;
    if (running) again = true;
    else running = run();
  }
  start();
  return {
    nudge: start,
    sinceDone: () => performance.now() - doneAt,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
