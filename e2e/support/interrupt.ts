const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C cleans up before it ends the process. Answers how to take that back. */
export function onInterrupt(clean: () => Promise<unknown>): () => void {
  const stop = () => void clean().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, stop);
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
}
