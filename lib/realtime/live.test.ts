import PusherClient from "pusher-js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startRealtime } from "@/embedded/realtime/server";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { INBOX_CHANGED } from "./channels";
import { channelsOf } from "./generation";

useDatabase();

const app = { id: "7", key: "key7", secret: "secret7" };
let server: Awaited<ReturnType<typeof startRealtime>>;
const clients: PusherClient[] = [];

beforeAll(async () => {
  server = await startRealtime({ app });
  const settings = {
    REALTIME: "on",
    PUSHER_APP_ID: app.id,
    PUSHER_KEY: app.key,
    PUSHER_SECRET: app.secret,
    PUSHER_HOST: "127.0.0.1",
    PUSHER_PORT: String(server.port),
    PUSHER_USE_TLS: "0",
  };
  Object.assign(process.env, settings);
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

/** A browser of somebody with this cookie: its channels are authorised by our own endpoint. */
function connect(cookie: string): PusherClient {
  const client = new PusherClient(app.key, {
    cluster: "",
    wsHost: "127.0.0.1",
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    channelAuthorization: {
      endpoint: "/api/realtime/auth",
      transport: "ajax",
      customHandler: async ({ socketId, channelName }, done) => {
        const { status, body } = await callApi("POST /api/realtime/auth", {
          cookie,
          body: { socketId, channel: channelName },
        });
        if (status === 200) done(null, { auth: String(body.auth) });
        else done(new Error(body.error.message), null);
      },
    },
  });
  clients.push(client);
  return client;
}

const channelOf = async (of: { userId: string }, { workspaceId }: { workspaceId: string }) =>
  String((await channelsOf([{ userId: of.userId, workspaceId }]))[0]);

const subscribed = (client: PusherClient, channel: string) =>
  new Promise<"subscribed" | "refused">((resolve) => {
    const subscription = client.subscribe(channel);
    subscription.bind("pusher:subscription_succeeded", () => resolve("subscribed"));
    subscription.bind("pusher:subscription_error", () => resolve("refused"));
  });

describe("an open page", () => {
  it("hears of its person's new notification, in both of two browsers, with the inbox's sequence", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    const heard: unknown[] = [];
    for (const person of [ann, ann, bob]) {
      const client = connect(await cookieFor(person));
      const channel = await channelOf(person, team);
      expect(await subscribed(client, channel)).toBe("subscribed");
      client.channel(channel).bind(INBOX_CHANGED, (hint: object) => heard.push({ ...hint, by: person.handle }));
    }
    await notify(team.producer, { type: "test", title: "Hello", recipients: { users: [ann.userId] } });
    const hint = { workspaceId: team.workspaceId, seq: 1, by: ann.handle };
    await vi.waitFor(() => expect(heard).toEqual([hint, hint]));
  });

  it("hears one content-free hint when very many are told", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    for (let n = 0; n < 101; n++) await makePerson(team);
    const client = connect(await cookieFor(ann));
    const channel = await channelOf(ann, team);
    expect(await subscribed(client, channel)).toBe("subscribed");
    const heard = new Promise((resolve) => client.channel(channel).bind(INBOX_CHANGED, resolve));
    await notify(team.producer, { type: "test", title: "All", recipients: { everyone: true } });
    expect(await heard).toEqual({ workspaceId: team.workspaceId, spread: 204 });
  });

  it("that never signed its connection in hears nothing either once its person is removed", async () => {
    const team = await makeTeam();
    const [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
    for (let n = 0; n < 101; n++) await makePerson(team);
    const heard = { admin: 0, ann: 0 };
    for (const [name, person] of [["admin", admin] as const, ["ann", ann] as const]) {
      const client = connect(await cookieFor(person));
      const channel = await channelOf(person, team);
      expect(await subscribed(client, channel)).toBe("subscribed");
      client.channel(channel).bind(INBOX_CHANGED, () => heard[name]++);
    }
    const all = () => notify(team.producer, { type: "test", title: "All", recipients: { everyone: true } });
    await all();
    await vi.waitFor(() => expect(heard).toEqual({ admin: 1, ann: 1 }));
    const removal = `DELETE /api/workspaces/${team.slug}/members/${ann.userId}`;
    expect((await callApi(removal, { cookie: await cookieFor(admin) })).status).toBe(200);
    await all();
    await vi.waitFor(() => expect(heard.admin).toBe(2));
    expect(heard.ann).toBe(1);
  });

  it("may not listen to another person, another workspace, or a name of no meaning", async () => {
    const [team, other] = [await makeTeam(), await makeTeam()];
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    const client = connect(await cookieFor(ann));
    const mine = await channelOf(ann, team);
    const others = [await channelOf(bob, team), mine.replace(team.workspaceId, other.workspaceId)];
    for (const channel of [
      ...others,
      "private-other",
      `${mine}0`,
      mine.replace(/\.[^.]+$/, ""),
      `private-user.${ann.userId}`,
    ]) {
      expect(await subscribed(client, channel), channel).toBe("refused");
    }
  });
});

it("a realtime server that is down neither fails nor delays an event", async () => {
  await server.close();
  const team = await makeTeam();
  const ann = await makePerson(team);
  const began = Date.now();
  await notify(team.producer, { type: "test", title: "Still", recipients: { users: [ann.userId] } });
  expect(Date.now() - began).toBeLessThan(2000);
});
