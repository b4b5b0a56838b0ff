import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "@/tests/runs";
import { APP, authFor, RawClient, startServer } from "./test-support";

const word = fc.oneof(
  fc.constantFrom("pusher:subscribe", "pusher:unsubscribe", "pusher:signin", "pusher:ping", "pusher:pong", "client-a"),
  fc.constantFrom("news", "private-a", "presence-a", "#server-to-user-a", "__proto__", "", "{}", '{"id":"a"}', "null"),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const value = fc.oneof(word, fc.jsonValue({ maxDepth: 2 }));
const data = fc.record({ channel: value, auth: value, channel_data: value, user_data: value }, { requiredKeys: [] });
const frame = fc.record({
  event: value,
  data: fc.oneof(
    data,
    data.map((it) => JSON.stringify(it)),
    value,
  ),
  channel: value,
});
const text = fc.oneof(
  frame.map((it) => JSON.stringify(it)),
  fc.string({ unit: "binary" }),
  fc.json(),
);

describe("whatever a browser sends", () => {
  it("text: the server answers and both sides stay connected", async () => {
    const { port } = await startServer();
    const client = await RawClient.connect(port);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 20 }), async (texts) => {
        for (const it of texts) client.ws.send(it);
        await client.settle();
        expect(client.ws.readyState).toBe(client.ws.OPEN);
      }),
      { numRuns: runs(150) },
    );
  });

  it("properly signed nonsense: the same", async () => {
    const { port } = await startServer();
    const client = await RawClient.connect(port);
    await fc.assert(
      fc.asyncProperty(word, word, async (channel, userData) => {
        client.send("pusher:subscribe", { channel, auth: authFor(client.socketId, channel) });
        client.send("pusher:signin", { user_data: userData, auth: authFor(client.socketId, `:user::${userData}`) });
        client.send("pusher:unsubscribe", { channel });
        await client.settle();
      }),
      { numRuns: runs(150) },
    );
  });

  it("bytes, frames cut anywhere, addresses: the server still serves the next", async () => {
    const { port } = await startServer();
    const witness = await RawClient.connect(port);
    const code = fc.constantFrom(1000, 1001, 3000, 4000, 4999);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.webPath(), code, fc.boolean(), async (bytes, path, closeCode, isRude) => {
        const client = new RawClient(port, isRude ? path : undefined);
        client.ws.on("open", () => {
          if (client.ws.readyState !== client.ws.OPEN) return;
          client.ws.send(bytes, { binary: bytes.length % 2 === 0 });
          if (isRude) client.ws.terminate();
          else client.ws.close(closeCode);
        });
        await client.closed;
        await fetch(`http://127.0.0.1:${port}/apps/${APP.id}${path}`, { method: isRude ? "POST" : "GET" });
      }),
      { numRuns: runs(60) },
    );
    expect(await witness.settle()).toEqual([]);
  });
});
