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

/** Pusher's own limits: events of one batch call, channels of one event. */
const EVENTS = 10;
const CHANNELS = 100;

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

const waiting: LiveEvent[] = [];
let isTelling = false;

/**
 * Tells live listeners, and never makes anybody wait or fail: live events are hints, the database is the truth, and a
 * client that missed one asks again by itself. What comes while a call is on its way goes with the next one.
 */
export function publish(events: LiveEvent[]): void {
  waiting.push(...events);
  if (!isTelling) void tellAll();
}

async function tellAll(): Promise<void> {
  isTelling = true;
  while (waiting.length > 0) await tell(waiting.splice(0), EVENTS, (server, batch) => server.triggerBatch(batch));
  isTelling = false;
}

/** Tells the same to very many channels, as `publish` does. */
export function publishToMany(channels: string[], { name, data }: Omit<LiveEvent, "channel">): void {
  void tell(channels, CHANNELS, (server, some) => server.trigger(some, name, data));
}

/** One call after the other: thousands at once would keep those of everybody else waiting. */
async function tell<T>(all: T[], limit: number, call: (server: Pusher, some: T[]) => Promise<unknown>): Promise<void> {
  const server = realtimeServer();
  if (!server) return;
  try {
    for (let i = 0; i < all.length; i += limit) await call(server, all.slice(i, i + limit));
  } catch (error) {
    log.warn({ err: error }, "live events were not published; clients will catch up by asking");
  }
}
