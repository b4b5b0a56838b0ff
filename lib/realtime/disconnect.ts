import { setTimeout as sleep } from "node:timers/promises";
import Pusher from "pusher";
import { log } from "@/lib/log";
import { CHANNELS_RENAMED } from "./channels";
import { realtimeServer } from "./publish";

/** Waits before the second, third and fourth try, in ms. */
const RETRY_MS = [200, 1_000, 5_000];
/** A server that knows no way to end a user's connections says one of these. */
const UNSUPPORTED = [404, 405, 501];

/**
 * Ends every live connection of a person who signed out somewhere or may hear less than before; call it after the
 * commit. What they may not hear goes to channels of other names already: this is so that their other pages come back
 * at once and learn those. Makes nobody wait and never fails: an unwell live server is asked again for six seconds,
 * and where connections cannot be ended, the pages are told to come anew by themselves.
 */
export function disconnect(userId: string): void {
  const server = realtimeServer();
  if (server) void tryEnding(server, userId);
}

async function tryEnding(server: Pusher, userId: string): Promise<void> {
  for (const wait of [...RETRY_MS, undefined]) {
    try {
      await server.terminateUserConnections(userId);
      return;
    } catch (error) {
      if (wait === undefined || isUnsupported(error)) {
        log.error({ err: error }, "live connections could not be ended");
        break;
      }
      await sleep(wait, undefined, { ref: false });
    }
  }
  await server.sendToUser(userId, CHANNELS_RENAMED, {}).catch(() => {});
}

const isUnsupported = (error: unknown) =>
  error instanceof Pusher.RequestError && UNSUPPORTED.includes((error as { status?: number }).status ?? 0);
