import { Failure } from "../failure";
import { restartOnChange } from "./reload";
import { type SuperviseOptions, supervise } from "./supervisor";

export type StartOptions = Omit<SuperviseOptions, "signal" | "onUp">;

/**
 * The supervisor process from here to its exit: Ctrl-C and SIGTERM end it with 0, a `Failure` is printed as a sentence
 * and ends it with 1. Called by bin/start.mjs once everything is installed and built.
 */
export async function start(options: StartOptions): Promise<never> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) console.log("\nStopping …");
      stop.abort();
    });
  }
  try {
    const onUp: SuperviseOptions["onUp"] = (all, announce) => restartOnChange(options.root, all, announce);
    await supervise({ ...options, signal: stop.signal, ...(options.dev ? { onUp } : {}) });
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exit(1);
  }
}
