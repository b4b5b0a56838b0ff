import type { Channels } from "./channels";
import type { Connection } from "./connection";
import type { App } from "./signature";

/** What the two doors of the server, sockets and HTTP, share. */
export type Hub = {
  app: App;
  channels: Channels;
  /** by socket id */
  connections: Map<string, Connection>;
  limits: Limits;
};

export type Limits = {
  connections: number;
  channelsPerConnection: number;
  /** bytes of one frame from a browser; a longer one closes the socket with 1009 */
  frameBytes: number;
  /** bytes waiting for one browser before it counts as not reading */
  bufferedBytes: number;
  /** a connection that has not signed in by then is closed with 4009: nobody could end it for its user */
  signInMs: number;
  pingIntervalMs: number;
  vacatedDelayMs: number;
  /** waiting time before the first repetition of a webhook; doubles up to 30 s, for 5 minutes in all */
  webhookRetryMs: number;
};

export const DEFAULT_LIMITS: Limits = {
  connections: 10_000,
  channelsPerConnection: 200,
  frameBytes: 32_768,
  bufferedBytes: 1_048_576,
  signInMs: 15_000,
  pingIntervalMs: 30_000,
  vacatedDelayMs: 3_000,
  webhookRetryMs: 1_000,
};
