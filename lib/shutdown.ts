import { setMaxListeners } from "node:events";

/** A call was not begun, and nothing of it has left: this process ends, or what it was for is another's by now. */
export class Withdrawn extends Error {
  override readonly name = "Withdrawn";
}

// Made and aborted at SIGTERM by embedded/web/preload.cjs, which is loaded before any of this, whatever bundle it is in.
const holder = globalThis as typeof globalThis & { belfryStopping?: AbortController };
holder.belfryStopping ??= new AbortController();
setMaxListeners(0, holder.belfryStopping.signal);

/** Aborted when this process is asked to end: what is under way may finish, nothing more begins. */
export const stopping = (): AbortSignal => (holder.belfryStopping as AbortController).signal;

export const isStopping = (): boolean => stopping().aborted;

/** To be asked right before something leaves. Throws Withdrawn. */
export async function refuseWhenStopping(): Promise<void> {
  if (isStopping()) throw new Withdrawn("This process ends.");
}
