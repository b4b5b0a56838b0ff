import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectSdk, RawClient, startServer, until } from "./test-support";

type Received = { headers: IncomingHttpHeaders; rawBody: string };

/** A receiver that answers with the given statuses in turn, the last one for good. */
async function startReceiver(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const status = statuses[Math.min(received.length, statuses.length - 1)] ?? 200;
    received.push({ headers: request.headers, rawBody: await text(request) });
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?a=b`;
  const events = () =>
    received.flatMap(({ rawBody }) => JSON.parse(rawBody).events as { name: string; channel: string }[]);
  return { url, received, events };
}

const occupied = (channel: string) => ({ name: "channel_occupied", channel });
const vacated = (channel: string) => ({ name: "channel_vacated", channel });

describe("webhooks", () => {
  it("tell of the first subscriber and the last, signed so that the official SDK accepts them", async () => {
    const receiver = await startReceiver(200);
    const { port } = await startServer({ vacatedDelayMs: 20 }, receiver.url);
    const [first, second] = [await RawClient.connect(port), await RawClient.connect(port)];
    for (const client of [first, second]) await client.subscribe("private-user.1");
    await first.close();
    await second.subscribe("news");
    await second.close();
    await until(() => expect(receiver.events()).toHaveLength(4));
    expect(receiver.events()).toEqual([
      occupied("private-user.1"),
      occupied("news"),
      vacated("private-user.1"),
      vacated("news"),
    ]);
    for (const request of receiver.received) {
      const webhook = connectSdk(port).webhook(request);
      expect(webhook.isValid()).toBe(true);
      expect(Math.abs(webhook.getTime().getTime() - Date.now())).toBeLessThan(60_000);
      expect(
        connectSdk(port)
          .webhook({ ...request, rawBody: `${request.rawBody} ` })
          .isValid(),
      ).toBe(false);
    }
  });

  it("say nothing of a page reload", async () => {
    const receiver = await startReceiver(200);
    const { port } = await startServer({ vacatedDelayMs: 300 }, receiver.url);
    for (let reload = 0; reload < 3; reload += 1) {
      const client = await RawClient.connect(port);
      await client.subscribe("private-user.1");
      client.send("pusher:unsubscribe", { channel: "private-user.1" });
      await client.subscribe("private-user.1");
      await client.close();
    }
    await until(() => expect(receiver.events()).toContainEqual(vacated("private-user.1")));
    expect(receiver.events()).toEqual([occupied("private-user.1"), vacated("private-user.1")]);
  });

  it("are repeated until taken, in order, whatever goes wrong", async () => {
    const receiver = await startReceiver(500, 0, 302, 404, 200);
    const { port } = await startServer({ webhookRetryMs: 5 }, receiver.url);
    const client = await RawClient.connect(port);
    await client.subscribe("first");
    await until(() => expect(receiver.received.length).toBeGreaterThan(0));
    await client.subscribe("second");
    await until(() => expect(receiver.received).toHaveLength(6));
    expect(receiver.events()).toEqual([...Array(5).fill(occupied("first")), occupied("second")]);
    expect(new Set(receiver.received.slice(0, 5).map(({ headers }) => headers["x-pusher-signature"])).size).toBe(1);
  });

  it("hold nothing up when the receiver is down", async () => {
    const { port } = await startServer({}, "http://127.0.0.1:9/");
    const client = await RawClient.connect(port);
    await client.subscribe("news");
    await connectSdk(port).trigger("news", "e", {});
    await client.next("e");
  });

  it("are given up when the server stops, one under way included", async () => {
    let endOfRequest: Promise<unknown> | undefined;
    const receiver = createServer((request) => {
      endOfRequest = once(request.socket, "close");
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    onTestFinished(() => void receiver.close());
    const server = await startServer({}, `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
    await (await RawClient.connect(server.port)).subscribe("news");
    await until(() => expect(endOfRequest).toBeDefined());
    const start = performance.now();
    await server.close();
    await endOfRequest;
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it("are not caused by a connection that is being closed", async () => {
    const receiver = await startReceiver(200);
    const { port } = await startServer({}, receiver.url);
    const client = await RawClient.connect(port);
    client.ws.send(Buffer.from("binary"));
    client.send("pusher:subscribe", { channel: "too-late" });
    expect((await client.closed).code).toBe(1003);
    await (await RawClient.connect(port)).subscribe("after");
    await until(() => expect(receiver.events()).toContainEqual(occupied("after")));
    expect(receiver.events()).toEqual([occupied("after")]);
  });
});
