import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { APP, connectSdk, RawClient, startServer, until } from "./test-support";

describe("the handshake", () => {
  it("names the socket and the seconds of silence to bear", async () => {
    const { port } = await startServer();
    const client = new RawClient(port);
    const { data } = await client.next("pusher:connection_established");
    expect(data).toEqual({ socket_id: expect.stringMatching(/^\d+\.\d+$/), activity_timeout: 30 });
  });

  it("gives every connection a name of its own", async () => {
    const { port } = await startServer();
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(port)));
    expect(new Set(clients.map(({ socketId }) => socketId)).size).toBe(20);
  });

  it.each([
    [4001, "/app/unknown?protocol=7"],
    [4001, "/app/%zz?protocol=7"],
    [4005, "/"],
    [4005, "/apps/3/events"],
    [4005, `/app/${APP.key}/more?protocol=7`],
    [4006, `/app/${APP.key}?protocol=seven`],
    [4007, `/app/${APP.key}?protocol=6`],
    [4007, `/app/${APP.key}?protocol=99999999999999999999`],
    [4008, `/app/${APP.key}`],
    [4008, `/app/${APP.key}?client=js&protocol=`],
  ])("closes with %i at %s, without a frame before", async (code, path) => {
    const { port } = await startServer();
    const client = new RawClient(port, path);
    expect(await client.closed).toEqual({ code, reason: expect.stringMatching(/\w/) });
    expect(client.frames).toEqual([]);
  });

  it("is over capacity with 4100, a code after which clients return, and free again when one leaves", async () => {
    const { port } = await startServer({ connections: 2 });
    const [first, second] = [await RawClient.connect(port), await RawClient.connect(port)];
    for (const client of [first, second]) await client.signIn("ada");
    expect((await new RawClient(port).closed).code).toBe(4100);
    await first.close();
    await until(async () => {
      await Promise.race([RawClient.connect(port), new RawClient(port).closed.then(() => Promise.reject())]);
    });
  });
});

describe("somebody who does not sign in", () => {
  it("is sent away with 4009, and whoever did stays", async () => {
    const { port } = await startServer({ signInMs: 300 });
    const [ada, nobody] = [await RawClient.connect(port), await RawClient.connect(port)];
    await ada.signIn("ada");
    await nobody.subscribe("private-user.1");
    expect((await nobody.closed).code).toBe(4009);
    expect(await ada.settle()).toEqual([]);
  });

  it("gives way, the oldest first, to those who come to a full server", async () => {
    const { port } = await startServer({ connections: 3 });
    const ada = await RawClient.connect(port);
    await ada.signIn("ada");
    const [oldest, newer] = [await RawClient.connect(port), await RawClient.connect(port)];
    const bob = await RawClient.connect(port);
    await bob.signIn("bob");
    expect((await oldest.closed).code).toBe(4100);
    for (const client of [ada, newer, bob]) expect(await client.settle()).toEqual([]);
  });
});

describe("a connection", () => {
  it("answers pusher:ping, with or without data, and takes pusher:pong in silence", async () => {
    const client = await RawClient.connect((await startServer()).port);
    client.ws.send('{"event":"pusher:ping"}');
    expect(await client.next("pusher:pong")).toEqual({ event: "pusher:pong", data: {} });
    client.send("pusher:pong", {});
    expect(await client.settle()).toEqual([]);
  });

  it.each([
    ["{not json", /one JSON object/],
    ["", /one JSON object/],
    ["[]", /one JSON object/],
    ["null", /one JSON object/],
    ["{}", /needs an event name/],
    ['{"event":7}', /needs an event name/],
    ['{"event":"pusher:dance","data":{}}', /Unknown event "pusher:dance"/],
    ['{"event":"constructor","data":{}}', /Unknown event/],
    ['{"event":"pusher:subscribe","data":[]}', /data of pusher:subscribe must be an object/],
    ['{"event":"pusher:subscribe","data":"x"}', /data of pusher:subscribe must be an object/],
    ['{"event":"pusher:unsubscribe","data":{"channel":5}}', /needs the name of a channel/],
    ['{"event":"client-typing","channel":"private-a","data":{}}', /Client events are not supported/],
  ])("answers %s by pusher:error and stays", async (text, message) => {
    const client = await RawClient.connect((await startServer()).port);
    client.ws.send(text);
    const error = await client.next("pusher:error");
    expect(error.data).toEqual({ code: null, message: expect.stringMatching(message) });
    expect(await client.settle()).toEqual([]);
  });

  it("closes at binary frames with 1003, too long ones with 1009, broken text with 1007", async () => {
    const { port } = await startServer({ frameBytes: 2_000 });
    const [binary, long, broken] = [
      await RawClient.connect(port),
      await RawClient.connect(port),
      await RawClient.connect(port),
    ];
    binary.ws.send(Buffer.from("{}"));
    expect((await binary.closed).code).toBe(1003);
    long.ws.send("x".repeat(2_001));
    expect((await long.closed).code).toBe(1009);
    broken.ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await broken.closed).code).toBe(1007);
    expect((await RawClient.connect(port)).socketId).not.toBe("");
  });

  it("drops with 4201 a peer that does not answer pings, and keeps one that does", async () => {
    const { port } = await startServer({ pingIntervalMs: 150 });
    const living = await RawClient.connect(port);
    const dead = await RawClient.connect(port, { autoPong: false });
    await dead.subscribe("news");
    expect(await dead.closed).toEqual({ code: 4201, reason: "No answer to a ping" });
    expect(await living.settle()).toEqual([]);
    const answer = await connectSdk(port).get({ path: "/channels/news" });
    expect(await answer.json()).toEqual({ occupied: false });
  });

  it("counts any frame of the peer as life", async () => {
    const { port } = await startServer({ pingIntervalMs: 150 });
    const talker = await RawClient.connect(port, { autoPong: false });
    const timer = setInterval(() => talker.send("pusher:pong"), 10);
    const silent = await RawClient.connect(port, { autoPong: false });
    expect((await silent.closed).code).toBe(4201);
    expect(await talker.settle()).toEqual([]);
    clearInterval(timer);
  });

  it("is cut when it does not read, while others get everything", async () => {
    const { port } = await startServer({ bufferedBytes: 65_536 });
    const stuck = await RawClient.connect(port);
    const reader = await RawClient.connect(port);
    await Promise.all([stuck.subscribe("flood"), reader.subscribe("flood")]);
    stuck.ws.pause();
    const sdk = connectSdk(port);
    let sent = 0;
    await until(async () => {
      for (let i = 0; i < 50; i += 1) await sdk.trigger("flood", "drop", { sent: sent++, filler: "x".repeat(10_000) });
      const { connections } = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as {
        connections: number;
      };
      expect(connections).toBe(1);
    });
    await until(() => expect(reader.frames).toHaveLength(sent));
    expect(reader.frames.map(({ data }) => (data as { sent: number }).sent)).toEqual([...Array(sent).keys()]);
    stuck.ws.resume();
    expect((await stuck.closed).code).toBe(1006);
  });
});

/** A peer that speaks TCP only: it never answers a close, and shows every byte that comes. */
async function connectDeaf(port: number) {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  let received = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
  });
  await once(socket, "connect");
  return {
    socket,
    received: () => received,
    ended: once(socket, "close"),
    // Masked by zeros, which changes nothing.
    send: (opcode: number, text: string) =>
      socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])),
  };
}

const UPGRADE =
  `GET /app/${APP.key}?protocol=7 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

describe("closing", () => {
  it("writes nothing after the close frame, and ends the connection when the peer does not", async () => {
    const { port } = await startServer();
    const deaf = await connectDeaf(port);
    deaf.socket.write(UPGRADE);
    await until(() => expect(deaf.received().toString()).toContain("connection_established"));
    deaf.send(1, '{"event":"pusher:subscribe","data":{"channel":"news"}}');
    await until(() => expect(deaf.received().toString()).toContain("subscription_succeeded"));
    deaf.send(2, "binary");
    await until(() => expect(deaf.received().toString()).toContain("Text frames only"));
    await connectSdk(port).trigger("news", "late", {});
    await deaf.ended;
    expect(deaf.received().toString()).toMatch(/Text frames only$/);
  });
});

describe("stopping", () => {
  it("closes sockets with 4100 and does not wait for one that never answers", async () => {
    const server = await startServer();
    const client = await RawClient.connect(server.port);
    const deaf = await connectDeaf(server.port);
    deaf.socket.write(UPGRADE);
    await until(() => expect(deaf.received().toString()).toContain("connection_established"));
    await Promise.all([server.close(), server.close()]);
    expect(await client.closed).toEqual({ code: 4100, reason: "The server is restarting" });
    await expect(fetch(`http://127.0.0.1:${server.port}/health`)).rejects.toThrow();
  });

  it("sends away with 4100 who was just coming in", async () => {
    const server = await startServer();
    const late = await connectDeaf(server.port);
    late.socket.write(UPGRADE.slice(0, -2));
    await (await RawClient.connect(server.port)).settle();
    const closed = server.close();
    late.socket.write(UPGRADE.slice(-2));
    await closed;
    expect(late.received().toString()).toMatch(/^HTTP\/1\.1 101 .*The server is restarting$/s);
  });

  it("frees its port, which nobody else gets before", async () => {
    const { port, close } = await startServer();
    await expect(startServer({}, undefined, port)).rejects.toThrow(/EADDRINUSE/);
    await close();
    expect((await startServer({}, undefined, port)).port).toBe(port);
  });
});
