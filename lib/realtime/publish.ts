import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import Pusher from "pusher";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

export interface LiveEvent {
  channel: string;
  name: string;
  data: unknown;
}

/** Pusher's own limit for one batch call. */
const BATCH = 10;

let client: Pusher | undefined;

/** The signing client of the realtime server; undefined when live events are off or not configured. */
export function realtimeServer(): Pusher | undefined {
  const {
    REALTIME,
    PUSHER_APP_ID,
    PUSHER_KEY,
    PUSHER_SECRET,
    PUSHER_HOST,
    PUSHER_PORT,
    PUSHER_CLUSTER,
    PUSHER_USE_TLS,
  } = env();
  if (REALTIME === "off" || !PUSHER_APP_ID || !PUSHER_KEY || !PUSHER_SECRET) return undefined;
  client ??= new Pusher({
    appId: PUSHER_APP_ID,
    key: PUSHER_KEY,
    secret: PUSHER_SECRET,
    useTLS: PUSHER_USE_TLS,
    timeout: 3000,
    // A connection per call would cost more than the call.
    agent: PUSHER_USE_TLS ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true }),
    ...(PUSHER_HOST
      ? { host: PUSHER_HOST, ...(PUSHER_PORT && { port: String(PUSHER_PORT) }) }
      : { cluster: PUSHER_CLUSTER ?? "mt1" }),
  });
  return client;
}

/**
 * Tells live listeners, and never makes anybody wait or fail: live events are hints, the database is the truth, and a
 * client that missed one asks again by itself.
 */
export function publish(events: LiveEvent[]): void {
  const server = realtimeServer();
  if (!server) return;
  for (let i = 0; i < events.length; i += BATCH) {
    server.triggerBatch(events.slice(i, i + BATCH)).catch((error: unknown) => {
      log.warn({ err: error }, "live events were not published; clients will catch up by asking");
    });
  }
}
