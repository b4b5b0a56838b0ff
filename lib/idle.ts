/** Runs once the browser has nothing better to do, and at the latest after `withinMs`. Answers how to call it off. */
export function whenIdle(run: () => void, withinMs: number): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    // Safari: after what is being done just now.
    const timer = setTimeout(run, 1);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: withinMs });
  return () => cancelIdleCallback(handle);
}
