import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/log";
import { realtimeServer } from "./publish";

/** Waits before the second, third and fourth try, in ms. */
const RETRY_MS = [200, 1_000, 5_000];

/**
 * Ends every live connection of a person who signed out somewhere or may hear less than before; call it after the
 * commit. Their other pages come back by themselves and are asked anew what they may hear. Makes nobody wait and
 * never fails: an unwell live server is asked again for six seconds.
 */
export function disconnect(userId: string): void {
  const server = realtimeServer();
  if (server) void tryEnding(() => server.terminateUserConnections(userId));
}

async function tryEnding(end: () => Promise<unknown>): Promise<void> {
  for (const wait of [...RETRY_MS, undefined]) {
    try {
      await end();
      return;
    } catch (error) {
      if (wait === undefined) log.error({ err: error }, "live connections could not be ended");
      else await sleep(wait, undefined, { ref: false });
    }
  }
}
