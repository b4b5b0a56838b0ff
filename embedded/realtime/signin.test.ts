import { describe, expect, it } from "vitest";
import { authFor, connectSdk, RawClient, startServer } from "./test-support";

async function connectClient() {
  const { port } = await startServer();
  return { port, client: await RawClient.connect(port), sdk: connectSdk(port) };
}

function signIn(client: RawClient, userData: unknown, auth: unknown = authFor(client.socketId, `:user::${userData}`)) {
  client.send("pusher:signin", { user_data: userData, auth });
}

describe("pusher:signin", () => {
  it("answers with the same string, inside an object", async () => {
    const { client } = await connectClient();
    const userData = '{ "id":"12345", "user_info":{"name":"Ada"}}';
    signIn(client, userData);
    expect(await client.next("pusher:signin_success")).toEqual({
      event: "pusher:signin_success",
      data: { user_data: userData },
    });
  });

  it("takes what the official SDK signs", async () => {
    const { client, sdk } = await connectClient();
    const { auth, user_data: userData } = sdk.authenticateUser(client.socketId, { id: "ada" });
    signIn(client, userData, auth);
    await client.next("pusher:signin_success");
  });

  it.each([
    ["not json", /is not JSON/],
    ["null", /non-empty string/],
    ["{}", /non-empty string/],
    ['{"id":""}', /non-empty string/],
    ['{"id":5}', /non-empty string/],
    [JSON.stringify({ id: "x".repeat(201) }), /at most 200/],
    ['{"id":"a","watchlist":["b"]}', /Watchlists are not supported/],
  ])("refuses the user %s, properly signed", async (userData, message) => {
    const { client } = await connectClient();
    signIn(client, userData);
    expect((await client.next("pusher:error")).data).toEqual({ code: null, message: expect.stringMatching(message) });
    client.send("pusher:subscribe", { channel: "#server-to-user-a", auth: "" });
    expect((await client.next("pusher:error")).data).toHaveProperty("code", 4009);
  });

  it("refuses a signature that is wrong, missing, of another connection, or meant for a channel", async () => {
    const { port, client } = await connectClient();
    const other = await RawClient.connect(port);
    const userData = '{"id":"ada"}';
    const channelToken = authFor(client.socketId, `private-a:${userData}`);
    for (const auth of ["", authFor(other.socketId, `:user::${userData}`), channelToken]) {
      signIn(client, userData, auth);
      expect((await client.next("pusher:error")).data).toHaveProperty("code", 4009);
    }
    signIn(client, userData, 5);
    signIn(client, { id: "ada" }, "");
    for (let i = 0; i < 2; i += 1)
      expect((await client.next("pusher:error")).data).toHaveProperty("message", expect.stringMatching(/both strings/));
    expect(await client.settle()).toEqual([]);
  });

  it("may be repeated, but not for another user", async () => {
    const { client } = await connectClient();
    await client.signIn("ada");
    await client.signIn("ada");
    signIn(client, '{"id":"bob"}');
    expect((await client.next("pusher:error")).data).toHaveProperty("message", expect.stringMatching(/another user/));
    client.send("pusher:subscribe", { channel: "#server-to-user-ada", auth: "" });
    await client.next("pusher_internal:subscription_succeeded");
  });
});

describe("the channel from server to user", () => {
  it("is open to that user only", async () => {
    const { port, client, sdk } = await connectClient();
    const bob = await RawClient.connect(port);
    await bob.signIn("bob");
    for (const intruder of [client, bob]) {
      const channel = "#server-to-user-ada";
      intruder.send("pusher:subscribe", { channel, auth: authFor(intruder.socketId, channel) });
      const message = "This connection is not signed in as the user of #server-to-user-ada.";
      expect((await intruder.next("pusher:error")).data).toEqual({ code: 4009, message });
      expect((await intruder.next("pusher:subscription_error")).data).toMatchObject({ type: "AuthError", status: 401 });
    }
    await sdk.sendToUser("ada", "secret", {});
    expect([...(await client.settle()), ...(await bob.settle())]).toEqual([]);
  });

  it("takes ids with characters no channel name may hold", async () => {
    const { client, sdk } = await connectClient();
    const id = "Jörg / #1 <j@x.de>";
    await client.signIn(id);
    client.send("pusher:subscribe", { channel: `#server-to-user-${id}`, auth: "" });
    await client.next("pusher_internal:subscription_succeeded");
    await sdk.sendToUser(id, "hello", { to: "you" });
    expect((await client.next("hello")).data).toEqual({ to: "you" });
  });
});

describe("terminate_connections", () => {
  it("closes all connections of that user with 4009, and nobody else's", async () => {
    const { port, client, sdk } = await connectClient();
    const [second, bob, guest] = [
      await RawClient.connect(port),
      await RawClient.connect(port),
      await RawClient.connect(port),
    ];
    for (const connection of [client, second]) await connection.signIn("Ada L.");
    await bob.signIn("bob");
    const answer = await sdk.terminateUserConnections("Ada L.");
    expect(await answer.json()).toEqual({});
    for (const connection of [client, second]) expect((await connection.closed).code).toBe(4009);
    expect([...(await bob.settle()), ...(await guest.settle())]).toEqual([]);
  });

  it("accepts a user who is not there", async () => {
    const { sdk } = await connectClient();
    expect((await sdk.terminateUserConnections("nobody")).status).toBe(200);
  });
});
