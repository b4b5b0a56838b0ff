import Pusher from "pusher";
import { describe, expect, it } from "vitest";
import { md5, sign } from "./signature";
import { APP, connectSdk, RawClient, startServer } from "./test-support";

async function setUp(channels: string[] = []) {
  const { port } = await startServer();
  const client = await RawClient.connect(port);
  for (const channel of channels) await client.subscribe(channel);
  return { port, client, sdk: connectSdk(port) };
}

/** A signed POST whose body is exactly these bytes, which the SDK would not send. */
async function post(port: number, path: string, body: string | Buffer, query?: string): Promise<[number, unknown]> {
  const bytes = Buffer.from(body);
  const full = `/apps/${APP.id}${path}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const params = `auth_key=${APP.key}&auth_timestamp=${timestamp}&auth_version=1.0&body_md5=${md5(bytes)}`;
  const signature = sign(APP.secret, `POST\n${full}\n${params}`);
  const response = await fetch(`http://127.0.0.1:${port}${full}?${query ?? `${params}&auth_signature=${signature}`}`, {
    method: "POST",
    body: bytes,
  });
  return [response.status, await response.json()];
}

const event = { name: "e", data: "{}", channel: "news" };

describe("POST /events", () => {
  it("passes the publisher's string on untouched, to every channel once", async () => {
    const { client, sdk } = await setUp(["news", "private-a", "quiet"]);
    const text = '{ "b":1,\t"a":"ü😀\\u0000" }';
    expect(await (await sdk.trigger(["news", "private-a", "news"], "e", text)).json()).toEqual({});
    const raw = await client.settle();
    expect(raw.map(({ event, channel }) => [event, channel])).toEqual([
      ["e", "news"],
      ["e", "private-a"],
    ]);
    expect(raw[0]?.data).toEqual(JSON.parse(text));
    await sdk.trigger("news", "plain", "not json at all");
    expect((await client.next("plain")).data).toBe("not json at all");
  });

  it("reaches subscribers with frames of every length class", async () => {
    const { client, sdk } = await setUp(["news"]);
    for (const size of [0, 10, 70, 71, 72, 73, 74, 75, 125, 126, 300, 10_200]) {
      await sdk.trigger("news", "sized", "é".repeat(size / 2));
      expect((await client.next("sized")).data).toBe("é".repeat(size / 2));
    }
    const escaped = "\u0001".repeat(10_240);
    await sdk.trigger("news", "long", escaped);
    expect((await client.next("long")).data).toBe(escaped);
    await sdk.trigger("news", "longer", '"'.repeat(10_240));
  });

  it("leaves out the connection named by socket_id, and only it", async () => {
    const { port, client, sdk } = await setUp(["news"]);
    const other = await RawClient.connect(port);
    await other.subscribe("news");
    await sdk.trigger("news", "e", {}, { socket_id: client.socketId });
    await other.next("e");
    expect(await client.settle()).toEqual([]);
    await sdk.trigger("news", "e", {}, { socket_id: "1.999999" });
    await Promise.all([client.next("e"), other.next("e")]);
  });

  it("counts subscribers when asked to", async () => {
    const { sdk } = await setUp(["news"]);
    const answer = await sdk.trigger(["news", "empty", "__proto__"], "e", {}, { info: "subscription_count" });
    expect(await answer.text()).toBe(
      '{"channels":{"news":{"subscription_count":1},"empty":{"subscription_count":0},"__proto__":{"subscription_count":0}}}',
    );
  });

  it("takes 100 channels, and 10 KB of data, and names of 200", async () => {
    const { client, sdk } = await setUp(["c99"]);
    const channels = Array.from({ length: 100 }, (_, i) => `c${i}`);
    await sdk.trigger(channels, "e".repeat(200), "x".repeat(10_240));
    expect((await client.next("e".repeat(200))).data).toHaveLength(10_240);
  });

  it.each<[number, RegExp, object]>([
    [400, /either channel or channels/, { name: "e", data: "" }],
    [400, /either channel or channels/, { ...event, channels: ["a"] }],
    [400, /at least one/, { name: "e", data: "", channels: [] }],
    [400, /at least one/, { name: "e", data: "", channels: "news" }],
    [400, /100 channels at most, not to 101/, { name: "e", data: "", channels: Array(101).fill("news") }],
    [400, /must be a string/, { name: "e", data: "", channels: ["news", 5] }],
    [400, /no channel name/, { name: "e", data: "", channels: ["news", "a b"] }],
    [400, /at most 200/, { ...event, channel: "a".repeat(201) }],
    [400, /Presence channels are not supported/, { ...event, channel: "presence-a" }],
    [400, /Encrypted channels are not supported/, { ...event, channel: "private-encrypted-a" }],
    [400, /Cache channels are not supported/, { ...event, channel: "cache-a" }],
    [400, /needs a name/, { ...event, name: "" }],
    [400, /needs a name/, { data: "", channel: "news" }],
    [400, /at most 200/, { ...event, name: "e".repeat(201) }],
    [400, /reserved/, { ...event, name: "pusher:error" }],
    [400, /reserved/, { ...event, name: "pusher_internal:subscription_succeeded" }],
    [400, /must be a string/, { ...event, data: {} }],
    [400, /must be a string/, { name: "e", channel: "news" }],
    [413, /10240 bytes, not 10241/, { ...event, data: `${"é".repeat(5_120)}x` }],
    [400, /socket_id/, { ...event, socket_id: "12" }],
    [400, /socket_id/, { ...event, socket_id: 1.5 }],
    [400, /presence/, { ...event, info: "user_count" }],
    [400, /cache/, { ...event, info: "subscription_count,cache" }],
    [400, /Unknown attribute "x"/, { ...event, info: "x" }],
    [400, /string of attributes/, { ...event, info: 5 }],
    [400, /JSON object/, []],
  ])("refuses with %i %s", async (status, message, body) => {
    const { port, client } = await setUp(["news"]);
    expect(await post(port, "/events", JSON.stringify(body))).toEqual([
      status,
      { error: expect.stringMatching(message) },
    ]);
    expect(await client.settle()).toEqual([]);
  });

  it("refuses a body that is no JSON, or too long to be any", async () => {
    const { port } = await setUp();
    expect(await post(port, "/events", "{")).toEqual([400, { error: "The body is not valid JSON." }]);
    expect(await post(port, "/events", "")).toEqual([400, { error: "The body is not valid JSON." }]);
    expect(await post(port, "/events", " ".repeat(5_000_000))).toEqual([
      413,
      { error: "The body has more than 1048576 bytes." },
    ]);
  });

  it("checks the signature before anything else of the request", async () => {
    const { port, client } = await setUp(["news"]);
    const [status, body] = await post(port, "/events", JSON.stringify(event), "auth_key=x");
    expect([status, body]).toEqual([401, { error: "The auth_key is missing or unknown." }]);
    const forger = new Pusher({ appId: APP.id, key: APP.key, secret: "wrong", host: "127.0.0.1", port: String(port) });
    await expect(forger.trigger("news", "e", {})).rejects.toMatchObject({ status: 401 });
    expect(await client.settle()).toEqual([]);
  });
});

describe("POST /batch_events", () => {
  const item = { channel: "news", name: "e", data: "{}" };

  it("sends in order, each event with its own exclusion and count", async () => {
    const { client, sdk } = await setUp(["news", "private-a"]);
    const answer = await sdk.triggerBatch([
      { channel: "news", name: "one", data: { n: 1 } },
      { channel: "news", name: "skipped", data: {}, socket_id: client.socketId },
      { channel: "private-a", name: "two", data: { n: 2 }, info: "subscription_count" },
    ]);
    expect(await answer.json()).toEqual({ batch: [{}, {}, { subscription_count: 1 }] });
    expect((await client.settle()).map(({ event, data }) => [event, data])).toEqual([
      ["one", { n: 1 }],
      ["two", { n: 2 }],
    ]);
  });

  it("answers {} when nobody asked, takes ten events and an empty batch", async () => {
    const { client, sdk } = await setUp(["news"]);
    expect(await (await sdk.triggerBatch(Array.from({ length: 10 }, () => ({ ...item })))).json()).toEqual({});
    expect(await client.settle()).toHaveLength(10);
    expect((await sdk.triggerBatch([])).status).toBe(200);
  });

  it.each<[number, RegExp, unknown]>([
    [400, /list of events/, {}],
    [400, /list of events/, { batch: "x" }],
    [400, /10 events at most, not 11/, { batch: Array(11).fill(item) }],
    [400, /JSON object/, { batch: [item, null] }],
    [400, /must be a string/, { batch: [item, { name: "e", data: "" }] }],
    [413, /10240 bytes/, { batch: [item, { ...item, data: "x".repeat(10_241) }] }],
    [400, /JSON object/, null],
  ])("sends nothing at all when one event is wrong: %i %s", async (status, message, body) => {
    const { port, client } = await setUp(["news"]);
    expect(await post(port, "/batch_events", JSON.stringify(body))).toEqual([
      status,
      { error: expect.stringMatching(message) },
    ]);
    expect(await client.settle()).toEqual([]);
  });
});

describe("GET", () => {
  it("/channels lists what is occupied, by prefix, with counts if asked", async () => {
    const { port, sdk } = await setUp(["news", "private-user.1", "__proto__"]);
    const other = await RawClient.connect(port);
    await other.subscribe("private-user.1");
    const all = await (await sdk.get({ path: "/channels" })).text();
    expect(all).toBe('{"channels":{"news":{},"private-user.1":{},"__proto__":{}}}');
    const params = { filter_by_prefix: "private-user.", info: "subscription_count" };
    const some = await sdk.get({ path: "/channels", params });
    expect(await some.json()).toEqual({ channels: { "private-user.1": { subscription_count: 2 } } });
  });

  it("/channels/NAME tells whether it is occupied, until the last subscriber leaves", async () => {
    const { client, sdk } = await setUp(["news", "a=@,.;b"]);
    const read = async (path: string) => (await sdk.get({ path, params: { info: "subscription_count" } })).json();
    expect(await (await sdk.get({ path: "/channels/news" })).json()).toEqual({ occupied: true });
    expect(await read("/channels/a=@,.;b")).toEqual({ occupied: true, subscription_count: 1 });
    client.send("pusher:unsubscribe", { channel: "news" });
    await client.settle();
    expect(await read("/channels/news")).toEqual({ occupied: false, subscription_count: 0 });
  });

  it.each([
    ["/channels", { info: "user_count" }, 400, /presence/],
    ["/channels/news", { info: "user_count" }, 400, /presence/],
    ["/channels/news", { info: "cache" }, 400, /cache/],
    ["/channels/presence-a", {}, 400, /Presence channels are not supported/],
    ["/channels/a b", {}, 400, /no channel name/],
    ["/channels/news/users", {}, 400, /presence channels only/],
    ["/nothing", {}, 404, /API has no \/nothing/],
    ["/events", {}, 405, /takes POST, not GET/],
  ])("%s %j is refused with %i", async (path, params, status, message) => {
    const { sdk } = await setUp();
    const error = await sdk.get({ path, params }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status, body: expect.stringMatching(message) });
  });

  it("knows one app, and nothing outside of it", async () => {
    const { port } = await setUp();
    const stranger = new Pusher({ ...APP, appId: "4", host: "127.0.0.1", port: String(port) });
    await expect(stranger.trigger("a", "e", {})).rejects.toMatchObject({ status: 404 });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.json()]).toEqual([404, { error: expect.stringMatching(/Nothing here/) }]);
  });

  it("/health needs no signature", async () => {
    const { port } = await setUp(["news"]);
    const answer = await fetch(`http://127.0.0.1:${port}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true, connections: 1, channels: 1 }]);
  });
});
