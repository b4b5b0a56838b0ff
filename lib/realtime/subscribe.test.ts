import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { CallError } from "@/lib/http/call";
import { LiveConnection } from "./subscribe";

const PAGE = { hostname: "127.0.0.1", port: "0", protocol: "http:" };
let server: WebSocketServer;
let port: number;
let connection: LiveConnection;
let refuses: boolean;
const subscribed = vi.fn();
const heard = vi.fn();
const authorize = vi.fn();
const signIn = vi.fn();
const proofOf = (socketId: string, channel = "private-user.1.a") => ({
  auth: `me:${socketId}`,
  userData: '{"id":"1"}',
  channel,
});

beforeEach(async () => {
  vi.clearAllMocks();
  authorize.mockImplementation(async (socketId: string) => ({ auth: `key:${socketId}` }));
  signIn.mockImplementation(async (socketId: string) => proofOf(socketId));
  refuses = false;
  await listen(0);
  connection = new LiveConnection({ signIn, authorize });
});

afterEach(async () => {
  connection.close();
  await stop();
});

/** As much of the protocol as a subscriber sees. */
async function listen(on: number): Promise<void> {
  server = new WebSocketServer({ host: "127.0.0.1", port: on });
  server.on("connection", (socket, request) => {
    expect(request.url).toMatch(/^\/realtime\/app\/the-key\?/);
    if (refuses) return socket.close(4001, "no such app");
    send(socket, "pusher:connection_established", { socket_id: "1.2", activity_timeout: 30 });
    socket.on("message", (text) => {
      const { event, data } = JSON.parse(String(text)) as { event: string; data: Record<string, string> };
      if (event === "pusher:signin") {
        expect(data).toEqual({ auth: "me:1.2", user_data: '{"id":"1"}' });
        send(socket, "pusher:signin_success", { user_data: data.user_data });
      }
      if (event !== "pusher:subscribe" || data.channel?.startsWith("#server-to-user-")) return;
      expect(data.auth).toBe("key:1.2");
      send(socket, "pusher_internal:subscription_succeeded", {}, data.channel);
    });
  });
  await new Promise((resolve) => server.once("listening", resolve));
  port = (server.address() as AddressInfo).port;
}

function stop(code = 1001): Promise<void> {
  for (const socket of server.clients) socket.close(code);
  return new Promise((resolve) => server.close(() => resolve()));
}

const send = (socket: WebSocket, event: string, data: object, channel?: string) =>
  socket.send(JSON.stringify({ event, channel, data: JSON.stringify(data) }));

function open(): () => void {
  return connection.open(
    { key: "the-key", cluster: "mt1", path: "/realtime" },
    { workspaceId: "the-workspace", event: "inbox.changed", onEvent: heard, onSubscribed: subscribed },
    { ...PAGE, port: String(port) },
  );
}

const until = (state: string, timeout = 15_000) =>
  vi.waitFor(() => expect(connection.state).toBe(state), { timeout, interval: 20 });

test("is live once the channel is heard, and passes events on", async () => {
  open();
  expect(connection.state).toBe("connecting");
  await until("live");
  expect(signIn.mock.calls).toEqual([["1.2", "the-workspace"]]);
  expect(authorize.mock.calls).toEqual([["1.2", "private-user.1.a"]]);
  expect(subscribed).toHaveBeenCalledTimes(1);
  for (const socket of server.clients) send(socket, "inbox.changed", { seq: 7 }, "private-user.1.a");
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith({ seq: 7 }), 20_000);
});

test("subscribes again after a lost connection, and says so, for nothing is replayed", async () => {
  open();
  await until("live");
  const states: string[] = [];
  connection.watch(() => states.push(connection.state));
  for (const socket of server.clients) socket.terminate();
  await vi.waitFor(() => expect(subscribed).toHaveBeenCalledTimes(2), { timeout: 20_000 });
  expect(states).toEqual(["connecting", "live"]);
});

test("is back within seconds of a server that was away longer than one try", async () => {
  open();
  await until("live");
  const before = port;
  await stop();
  await until("connecting");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await listen(before);
  const since = Date.now();
  await until("live");
  expect(Date.now() - since).toBeLessThan(8_000);
});

test("tries again at once when the person comes back", async () => {
  open();
  await until("live");
  const before = port;
  await stop();
  await until("connecting");
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await listen(before);
  const since = Date.now();
  connection.wake();
  await until("live");
  expect(Date.now() - since).toBeLessThan(1_000);
});

test("leaves a server alone that does not want it", async () => {
  refuses = true;
  open();
  await until("refused");
  const connections = vi.fn();
  server.on("connection", connections);
  connection.wake();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(connections).not.toHaveBeenCalled();
});

test("is not live while a channel is refused, and asks for it again", async () => {
  authorize.mockRejectedValueOnce(new Error("not now"));
  open();
  await vi.waitFor(() => expect(authorize).toHaveBeenCalledTimes(1));
  expect(connection.state).toBe("connecting");
  await until("live");
  expect(signIn).toHaveBeenCalledTimes(2);
});

test("opened twice, as strict mode does, holds one connection; closed, none", async () => {
  const closeFirst = open();
  closeFirst();
  open();
  await until("live");
  expect(server.clients.size).toBe(1);
  connection.close();
  expect(connection.state).toBe("off");
  await vi.waitFor(() => expect(server.clients.size).toBe(0));
});

test("says whose it is before it asks to hear anything", async () => {
  let release = () => {};
  signIn.mockImplementationOnce(async (socketId: string) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return proofOf(socketId);
  });
  open();
  await vi.waitFor(() => expect(signIn).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(authorize).not.toHaveBeenCalled();
  release();
  await until("live");
});

test.each<[string, (socket: WebSocket) => void]>([
  ["ended by a server that can", (socket) => socket.close(4009, "ended")],
  ["told to by one that cannot end it", (socket) => send(socket, "channels.renamed", {}, "#server-to-user-1")],
])("%s, comes back and hears its channel by the new name alone", async (_, end) => {
  open();
  await until("live");
  signIn.mockImplementation(async (socketId: string) => proofOf(socketId, "private-user.1.b"));
  for (const socket of server.clients) end(socket);
  await vi.waitFor(() => expect(subscribed).toHaveBeenCalledTimes(2), 20_000);
  await until("live");
  expect(authorize.mock.calls.map(([, channel]) => channel)).toEqual(["private-user.1.a", "private-user.1.b"]);
  for (const socket of server.clients) {
    send(socket, "inbox.changed", { seq: 8 }, "private-user.1.a");
    send(socket, "inbox.changed", { seq: 9 }, "private-user.1.b");
  }
  await vi.waitFor(() => expect(heard).toHaveBeenCalled(), 20_000);
  expect(heard.mock.calls).toEqual([[{ seq: 9 }]]);
});

test("tries again after a sign-in that could not be answered", async () => {
  signIn.mockRejectedValueOnce(new CallError(503, "unavailable", "not now"));
  open();
  await until("live");
  expect(signIn).toHaveBeenCalledTimes(2);
});

test("ended by the server, asks anew once; ended again before it was live, it stays away", async () => {
  open();
  await until("live");
  for (const socket of server.clients) socket.close(4009, "ended");
  await vi.waitFor(() => expect(subscribed).toHaveBeenCalledTimes(2));
  await until("live");
  expect(signIn).toHaveBeenCalledTimes(2);
  server.on("connection", (socket) => socket.close(4009, "ended"));
  for (const socket of server.clients) socket.close(4009, "ended");
  await until("refused");
});

test.each([
  ["a session that has ended", signIn, 401],
  ["a workspace one was removed from", authorize, 403],
])("gives up at once for %s", async (_, proof, status) => {
  open();
  await until("live");
  proof.mockRejectedValue(new CallError(status, "forbidden", "no"));
  for (const socket of server.clients) socket.close(4009, "ended");
  await until("refused");
  await vi.waitFor(() => expect(server.clients.size).toBe(0));
});
