import { describe, expect, it } from "vitest";
import { connectBrowser, connectSdk, nextEvent, startServer, until } from "./test-support";

describe("the official browser client", () => {
  it("gets events on public and private channels, and not its own", async () => {
    const { port } = await startServer();
    const [tab, other] = [connectBrowser(port), connectBrowser(port)];
    const channels = [tab.subscribe("private-chat"), other.subscribe("private-chat"), other.subscribe("news")];
    await Promise.all(channels.map((channel) => nextEvent(channel, "pusher:subscription_succeeded")));
    const got: unknown[] = [];
    for (const channel of channels) channel.bind("message", (data: unknown) => got.push(data));
    const sdk = connectSdk(port);
    await sdk.trigger(["private-chat", "news"], "message", { text: "hü" }, { socket_id: tab.connection.socket_id });
    await until(() => expect(got).toEqual([{ text: "hü" }, { text: "hü" }]));
    const last = nextEvent(tab.channel("private-chat"), "message");
    await sdk.trigger("private-chat", "message", { text: "to all" });
    expect(await last).toEqual({ text: "to all" });
  });

  it("hears of a refused channel where its code listens", async () => {
    const { port } = await startServer();
    const client = connectBrowser(port);
    const refused = nextEvent(client.subscribe("cache-news"), "pusher:subscription_error");
    const error = nextEvent(client.connection, "error");
    expect(await refused).toMatchObject({ type: "InvalidChannel", error: expect.stringMatching(/Cache channels/) });
    expect(await error).toMatchObject({ type: "PusherError", data: { message: expect.stringMatching(/Cache/) } });
    expect(client.connection.state).toBe("connected");
  });

  it("signs in, is told by sendToUser, and after termination stays away", async () => {
    const { port } = await startServer();
    const [ada, bob] = [connectBrowser(port, "ada"), connectBrowser(port, "bob")];
    const sdk = connectSdk(port);
    for (const client of [ada, bob]) client.signin();
    await until(async () => {
      const { channels } = (await (await sdk.get({ path: "/channels" })).json()) as { channels: object };
      expect(Object.keys(channels).sort()).toEqual(["#server-to-user-ada", "#server-to-user-bob"]);
    });
    const told = nextEvent(ada.user, "hint");
    await sdk.sendToUser("ada", "hint", { unread: 3 });
    expect(await told).toEqual({ unread: 3 });
    await sdk.terminateUserConnections("ada");
    await until(() => expect(ada.connection.state).toBe("disconnected"));
    expect(bob.connection.state).toBe("connected");
    const back = nextEvent(ada.connection, "connected");
    ada.connect();
    await back;
  });

  it("returns after a restart and joins its channels again", async () => {
    const first = await startServer();
    const client = connectBrowser(first.port);
    await nextEvent(client.subscribe("private-chat"), "pusher:subscription_succeeded");
    const oldId = client.connection.socket_id;
    const again = nextEvent(client.channel("private-chat"), "pusher:subscription_succeeded");
    await first.close();
    await startServer({}, undefined, first.port);
    await again;
    expect(client.connection.socket_id).not.toBe(oldId);
    const got = nextEvent(client.channel("private-chat"), "back");
    await connectSdk(first.port).trigger("private-chat", "back", 5);
    expect(await got).toBe(5);
  });

  it("keeps asking whether the server lives, and is answered", async () => {
    const { port } = await startServer();
    const client = connectBrowser(port, undefined, { activityTimeout: 20, pongTimeout: 2_000 });
    await nextEvent(client.connection, "connected");
    const socketId = client.connection.socket_id;
    for (let beat = 0; beat < 3; beat += 1) await nextEvent(client.connection.connection, "pong");
    expect(client.connection.socket_id).toBe(socketId);
    expect(client.connection.state).toBe("connected");
  });

  it("stops for good at an unknown key", async () => {
    const { port } = await startServer();
    const client = connectBrowser(port, undefined, {}, "unknown");
    expect(client.connection.state).toBe("connecting");
    await until(() => expect(client.connection.state).toBe("disconnected"));
  });
});
