import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { Channels, type OccupancyListener } from "./channels";
import { handleFrame } from "./client-frames";
import { Connection } from "./connection";
import { findHandshakeRefusal, type HandshakeRefusal } from "./handshake";
import { createHttpApi } from "./http-api";
import { DEFAULT_LIMITS, type Hub, type Limits } from "./hub";
import type { App } from "./signature";
import { Webhooks } from "./webhooks";

/** Seconds of silence after which a client asks whether the server is still there. */
const ACTIVITY_TIMEOUT_S = 30;
/** How long a closing peer may take to answer, and so how long a stop takes at most. */
const CLOSE_TIMEOUT_MS = 1_500;
/** Longer than any client keeps an idle connection, so that the client closes first and no request is lost to it. */
const KEEP_ALIVE_MS = 75_000;

export type RealtimeOptions = {
  app: App;
  /** 0 or absent: any free one */
  port?: number;
  webhookUrl?: string;
  limits?: Partial<Limits>;
  log?: (sentence: string) => void;
};

export type Realtime = {
  port: number;
  /** Closes every socket with 4100, so that pusher-js comes back a second later, and frees the port. */
  close(): Promise<void>;
};

/**
 * Starts a server of the Pusher Channels protocol, version 7, on 127.0.0.1.
 * @throws if the port cannot be listened on
 */
export async function startRealtime(options: RealtimeOptions): Promise<Realtime> {
  const { app, log = console.error } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const webhooks = options.webhookUrl ? new Webhooks(options.webhookUrl, app, limits, log) : null;
  const hub: Hub = { app, limits, channels: new Channels(webhooks ?? NOBODY), connections: new Map() };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, createHttpApi(hub, log));
  const stopping = new AbortController();
  acceptSockets(hub, server, stopping.signal);
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const heartbeat = setInterval(() => {
    for (const connection of hub.connections.values()) connection.checkLife();
  }, limits.pingIntervalMs);

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      clearInterval(heartbeat);
      webhooks?.stop();
      const closed = once(server, "close");
      server.close();
      for (const connection of hub.connections.values()) connection.close(RESTARTING.code, RESTARTING.reason);
      setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS).unref();
      await closed;
    },
  };
}

const NOBODY: OccupancyListener = { occupied() {}, vacated() {} };
const RESTARTING: HandshakeRefusal = { code: 4100, reason: "The server is restarting" };

function acceptSockets(hub: Hub, server: Server, stopping: AbortSignal): void {
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: hub.limits.frameBytes,
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  const sockets = new WebSocketServer(settings);
  let accepted = 0;
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      // A broken frame or connection is followed by "close", which does all there is to do.
      ws.on("error", () => {});
      const refusal = stopping.aborted ? RESTARTING : findRefusal(hub, request.url ?? "/");
      if (refusal) return ws.close(refusal.code, refusal.reason);
      // Tokens are bound to this id: the first part is not to be guessed, the second makes it unique.
      accepted += 1;
      serve(hub, new Connection(`${randomInt(1, 2 ** 47)}.${accepted}`, ws, socket, hub.limits.bufferedBytes), ws);
    });
  });
}

function findRefusal(hub: Hub, url: string): HandshakeRefusal | null {
  const refusal = findHandshakeRefusal(hub.app, url);
  if (refusal || hub.connections.size < hub.limits.connections || makeRoom(hub)) return refusal;
  // Not 4004: pusher-js would never come back, and this passes.
  return { code: 4100, reason: "Over capacity: too many connections" };
}

/** Those who are nobody yet give way, the oldest first: strangers must not keep people out. */
function makeRoom(hub: Hub): boolean {
  for (const connection of hub.connections.values()) {
    if (connection.userId !== null) continue;
    hub.connections.delete(connection.socketId);
    connection.close(4100, "Over capacity: sign in sooner");
    return true;
  }
  return false;
}

function serve(hub: Hub, connection: Connection, ws: WebSocket): void {
  hub.connections.set(connection.socketId, connection);
  ws.on("ping", () => connection.noteLife());
  ws.on("pong", () => connection.noteLife());
  ws.on("message", (data, isBinary) => {
    connection.noteLife();
    if (!connection.isOpen) return;
    if (isBinary) return connection.close(1003, "Text frames only");
    handleFrame(hub, connection, data.toString());
  });
  const deadline = setTimeout(() => {
    if (connection.userId === null) connection.close(4009, "Not signed in within the time allowed");
  }, hub.limits.signInMs);
  ws.on("close", () => {
    clearTimeout(deadline);
    hub.connections.delete(connection.socketId);
    hub.channels.leaveAll(connection);
  });
  const established = { socket_id: connection.socketId, activity_timeout: ACTIVITY_TIMEOUT_S };
  connection.send("pusher:connection_established", JSON.stringify(established));
}
