import { describe, expect, it } from "vitest";
import { readChannelName } from "./channel-name";
import { sign } from "./signature";
import { APP, authFor, connectSdk, RawClient, startServer } from "./test-support";

describe("pusher:subscribe", () => {
  it("joins public and private channels, and says so in a frame that names the channel", async () => {
    const client = await RawClient.connect((await startServer()).port);
    client.send("pusher:subscribe", { channel: "news" });
    const succeeded = { event: "pusher_internal:subscription_succeeded", channel: "news", data: {} };
    expect(await client.next("pusher_internal:subscription_succeeded")).toEqual(succeeded);
    client.send("pusher:subscribe", { channel: "private-a", auth: authFor(client.socketId, "private-a") });
    expect((await client.next("pusher_internal:subscription_succeeded")).channel).toBe("private-a");
  });

  it("encodes data twice", async () => {
    const client = await RawClient.connect((await startServer()).port);
    const text = new Promise<string>((resolve) => client.ws.once("message", (data) => resolve(data.toString())));
    client.send("pusher:subscribe", { channel: "news" });
    expect(JSON.parse(await text)).toHaveProperty("data", "{}");
  });

  it("takes data that is itself a string of JSON", async () => {
    const client = await RawClient.connect((await startServer()).port);
    client.send("pusher:subscribe", JSON.stringify({ channel: "news" }));
    expect((await client.next("pusher_internal:subscription_succeeded")).channel).toBe("news");
  });

  it("signs channel_data too when it is sent, exactly as it came", async () => {
    const client = await RawClient.connect((await startServer()).port);
    const channelData = '{ "user_id" :10}';
    const auth = authFor(client.socketId, `private-a:${channelData}`);
    client.send("pusher:subscribe", { channel: "private-a", channel_data: '{"user_id":10}', auth });
    expect((await client.next("pusher:error")).data).toHaveProperty("code", 4009);
    client.send("pusher:subscribe", { channel: "private-a", auth });
    expect((await client.next("pusher:error")).data).toHaveProperty("code", 4009);
    client.send("pusher:subscribe", { channel: "private-a", channel_data: channelData, auth });
    await client.next("pusher_internal:subscription_succeeded");
  });

  it("refuses every token but this connection's for this channel, by both kinds of error", async () => {
    const { port } = await startServer();
    const [client, other] = [await RawClient.connect(port), await RawClient.connect(port)];
    const bad = [
      undefined,
      "",
      7,
      APP.key,
      authFor(other.socketId, "private-a"),
      authFor(client.socketId, "private-b"),
      authFor(client.socketId, "private-a").toUpperCase(),
      `${APP.key}:${sign("wrong secret", `${client.socketId}:private-a`)}`,
      `other:${sign(APP.secret, `${client.socketId}:private-a`)}`,
    ];
    for (const auth of bad) {
      client.send("pusher:subscribe", { channel: "private-a", auth });
      const error = "The auth for private-a is invalid for this connection.";
      expect((await client.next("pusher:error")).data).toEqual({ code: 4009, message: error });
      expect(await client.next("pusher:subscription_error")).toEqual({
        event: "pusher:subscription_error",
        channel: "private-a",
        data: { type: "AuthError", status: 401, error },
      });
    }
    await connectSdk(port).trigger("private-a", "secret", {});
    expect(await client.settle()).toEqual([]);
  });

  it.each([
    ["presence-room", /Presence channels are not supported/],
    ["presence-cache-room", /Presence channels are not supported/],
    ["private-encrypted-room", /Encrypted channels are not supported/],
    ["private-encrypted-cache-room", /Encrypted channels are not supported/],
    ["cache-room", /Cache channels are not supported/],
    ["private-cache-room", /Cache channels are not supported/],
    ["", /no channel name/],
    ["a b", /no channel name/],
    ["ünicode", /no channel name/],
    ["#server-to-user-", /no channel name/],
    ["#other", /no channel name/],
    ["a\n", /no channel name/],
    ["a".repeat(201), /at most 200 characters/],
  ])("refuses %j even with a valid token", async (channel, message) => {
    const client = await RawClient.connect((await startServer()).port);
    client.send("pusher:subscribe", { channel, auth: authFor(client.socketId, channel) });
    const error = expect.stringMatching(message);
    expect((await client.next("pusher:error")).data).toEqual({ code: null, message: error });
    const refused = await client.next("pusher:subscription_error");
    expect(refused).toMatchObject({ channel, data: { type: "InvalidChannel", status: 400, error } });
  });

  it("takes every character a name may hold, and words that only look like prefixes", () => {
    for (const name of ["aZ09_-=@,.;", "presence", "private", "privateer", "presences-a", "a".repeat(200), "__proto__"])
      expect(readChannelName(name)).toEqual({ kind: "public" });
    expect(readChannelName("private-")).toEqual({ kind: "private" });
  });

  it("answers a second subscription by an error and keeps the first", async () => {
    const { port } = await startServer();
    const client = await RawClient.connect(port);
    await client.subscribe("news");
    client.send("pusher:subscribe", { channel: "news" });
    const { data } = await client.next("pusher:error");
    expect(data).toEqual({ code: null, message: "This connection is already subscribed to news." });
    await connectSdk(port).trigger("news", "once", {});
    await client.next("once");
    expect(await client.settle()).toEqual([]);
  });

  it("ends at the limit of channels for one connection, and goes on when one is left", async () => {
    const client = await RawClient.connect((await startServer({ channelsPerConnection: 2 })).port);
    await client.subscribe("one");
    await client.subscribe("two");
    client.send("pusher:subscribe", { channel: "three" });
    expect((await client.next("pusher:error")).data).toMatchObject({ message: expect.stringMatching(/2 channels/) });
    expect((await client.next("pusher:subscription_error")).data).toMatchObject({ type: "LimitReached" });
    client.send("pusher:unsubscribe", { channel: "one" });
    await client.subscribe("three");
  });
});

describe("pusher:unsubscribe", () => {
  it("ends delivery, is not answered, and may be repeated or wrong", async () => {
    const { port } = await startServer();
    const client = await RawClient.connect(port);
    await client.subscribe("news");
    for (const channel of ["news", "news", "never joined", "toString"]) client.send("pusher:unsubscribe", { channel });
    expect(await client.settle()).toEqual([]);
    await connectSdk(port).trigger("news", "late", {});
    expect(await client.settle()).toEqual([]);
    await client.subscribe("news");
  });
});
