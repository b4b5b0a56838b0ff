import { stopping, Withdrawn } from "./shutdown";

interface Waiting {
  isUrgent: boolean;
  begin: () => void;
}

/**
 * A few places for many who want one: first come, first served, but whoever is urgent before all others. Nobody waits on
 * in a process that ends.
 */
export class Slots {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Does the work when there is room for it. Throws Withdrawn when it ends before that. */
  async hold<T>(work: () => Promise<T>, isUrgent = false): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#turn(isUrgent);
    try {
      return await work();
    } finally {
      const at = this.#waiting.findIndex((one) => one.isUrgent);
      const [next] = this.#waiting.splice(Math.max(at, 0), 1);
      if (next) next.begin();
      else this.#free++;
    }
  }

  #turn(isUrgent: boolean): Promise<void> {
    const signal = stopping();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(new Withdrawn("This process ends."));
      };
      const begin = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const waiting: Waiting = { isUrgent, begin };
      if (signal.aborted) return reject(new Withdrawn("This process ends."));
      this.#waiting.push(waiting);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
