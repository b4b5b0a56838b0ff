import { once } from "node:events";
import Pusher from "pusher";
import PusherClient, { type Options } from "pusher-js";
import { onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import type { Limits } from "./hub";
import { type Realtime, startRealtime } from "./server";
import { sign } from "./signature";

/** The application of the published examples, so that their signatures can be checked. */
export const APP = { id: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };

export type Frame = { event: string; channel?: string; data: unknown };
type Closing = { code: number; reason: string };

/** A server that ends with the test. */
export async function startServer(limits: Partial<Limits> = {}, webhookUrl?: string, port = 0): Promise<Realtime> {
  const server = await startRealtime({ app: APP, port, limits, webhookUrl, log: () => {} });
  onTestFinished(() => server.close());
  return server;
}

export function connectSdk(port: number): Pusher {
  return new Pusher({ appId: APP.id, key: APP.key, secret: APP.secret, host: "127.0.0.1", port: String(port) });
}

/** pusher-js as the browser runs it, with the auth endpoints answered in place by the official SDK. */
export function connectBrowser(
  port: number,
  userId?: string,
  options: Partial<Options> = {},
  key = APP.key,
): PusherClient {
  const sdk = connectSdk(port);
  const client = new PusherClient(key, {
    cluster: "",
    wsHost: "127.0.0.1",
    wsPort: port,
    forceTLS: false,
    enabledTransports: ["ws"],
    channelAuthorization: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ socketId, channelName }, callback) =>
        callback(null, sdk.authorizeChannel(socketId, channelName)),
    },
    userAuthentication: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ socketId }, callback) => callback(null, sdk.authenticateUser(socketId, { id: userId ?? "" })),
    },
    ...options,
  });
  onTestFinished(() => client.disconnect());
  return client;
}

/** The next time `target` emits `event`. */
export function nextEvent<T>(
  target: { bind(event: string, callback: (data: T) => void): unknown; unbind(event: string): unknown },
  event: string,
): Promise<T> {
  return new Promise((resolve) => {
    target.bind(event, (data) => {
      target.unbind(event);
      resolve(data);
    });
  });
}

export function authFor(socketId: string, rest: string): string {
  return `${APP.key}:${sign(APP.secret, `${socketId}:${rest}`)}`;
}

/** A bare socket that keeps what it gets, with `data` decoded where it is a string of JSON. */
export class RawClient {
  readonly ws: WebSocket;
  readonly frames: Frame[] = [];
  readonly closed: Promise<Closing>;
  socketId = "";
  #wake = () => {};

  constructor(
    port: number,
    path = `/app/${APP.key}?protocol=7`,
    options: ConstructorParameters<typeof WebSocket>[2] = {},
  ) {
    this.ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
    this.closed = new Promise((resolve) => {
      this.ws.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.ws.on("error", () => {});
    this.ws.on("message", (text) => {
      this.frames.push(decodeFrame(text.toString()));
      this.#wake();
    });
    onTestFinished(() => this.ws.terminate());
  }

  static async connect(port: number, options: ConstructorParameters<typeof WebSocket>[2] = {}): Promise<RawClient> {
    const client = new RawClient(port, undefined, options);
    const { data } = await client.next("pusher:connection_established");
    client.socketId = (data as { socket_id: string }).socket_id;
    return client;
  }

  send(event: string, data?: unknown): void {
    this.ws.send(JSON.stringify({ event, data }));
  }

  /** Takes the first frame of that name out of what has come, waiting for it if need be. */
  async next(event: string): Promise<Frame> {
    for (;;) {
      const index = this.frames.findIndex((frame) => frame.event === event);
      if (index >= 0) return this.frames.splice(index, 1)[0] as Frame;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Everything the server had to say until it answered a ping: what is not in it was not sent. */
  async settle(): Promise<Frame[]> {
    this.send("pusher:ping", {});
    await this.next("pusher:pong");
    return this.frames.splice(0);
  }

  async subscribe(channel: string): Promise<void> {
    const auth = channel.startsWith("private-") ? authFor(this.socketId, channel) : undefined;
    this.send("pusher:subscribe", { channel, auth });
    await this.next("pusher_internal:subscription_succeeded");
  }

  async signIn(id: string): Promise<Frame> {
    const userData = JSON.stringify({ id });
    this.send("pusher:signin", { user_data: userData, auth: authFor(this.socketId, `:user::${userData}`) });
    return await this.next("pusher:signin_success");
  }

  async close(): Promise<void> {
    this.ws.close();
    await once(this.ws, "close");
  }
}

/** Waits until `check` stops failing. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}

function decodeFrame(text: string): Frame {
  const frame = JSON.parse(text) as Frame;
  if (typeof frame.data !== "string") return frame;
  try {
    return { ...frame, data: JSON.parse(frame.data) };
  } catch {
    return frame;
  }
}
