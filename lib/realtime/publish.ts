import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import Pusher from "pusher";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { channelsOf, type Inbox } from "./generation";

export interface LiveEvent extends Inbox {
  name: string;
  data: unknown;
}

/** Pusher's own limits: events of one batch call, channels of one event. */
const EVENTS = 10;
const CHANNELS = 100;
/** So long events gather after a call: under load many share one call, and one question who may hear. */
const GATHER_MS = 5;

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
  const server = realtimeServer();
  if (!server) return;
  waiting.push(...events);
  if (!isTelling) void tellAll(server);
}

async function tellAll(server: Pusher): Promise<void> {
  isTelling = true;
  while (waiting.length > 0) {
    await tell(waiting.splice(0, CHANNELS), async (heard) => {
      const batch = heard.map(({ channel, event: { name, data } }) => ({ channel, name, data }));
      for (let i = 0; i < batch.length; i += EVENTS) await server.triggerBatch(batch.slice(i, i + EVENTS));
    });
    await sleep(GATHER_MS);
  }
  isTelling = false;
}

/** Tells the same to very many inboxes, as `publish` does, one call after the other so that no other waits long. */
export async function publishToMany(inboxes: Inbox[], { name, data }: Pick<LiveEvent, "name" | "data">): Promise<void> {
  const server = realtimeServer();
  if (!server) return;
  for (let i = 0; i < inboxes.length; i += CHANNELS) {
    const call = (heard: { channel: string }[]) => server.trigger(channelNames(heard), name, data);
    if (!(await tell(inboxes.slice(i, i + CHANNELS), call))) return;
  }
}

const channelNames = (heard: { channel: string }[]) => heard.map(({ channel }) => channel);

/** Who may hear is asked right before each call. Answers whether it went well. */
async function tell<T extends Inbox>(
  events: T[],
  call: (heard: { channel: string; event: T }[]) => Promise<unknown>,
): Promise<boolean> {
  try {
    const channels = await channelsOf(events);
    const heard = events.flatMap((event, i) => (channels[i] ? [{ channel: channels[i], event }] : []));
    if (heard.length > 0) await call(heard);
    return true;
  } catch (error) {
    log.warn({ err: error }, "live events were not published; clients will catch up by asking");
    return false;
  }
}
