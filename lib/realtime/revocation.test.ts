import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import { members } from "@/db/schema/workspaces";
import { startRealtime } from "@/embedded/realtime/server";
import { openSession, revokeSession } from "@/lib/auth/session";
import { endExpiredSessions } from "@/lib/auth/sessions";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

const app = { id: "9", key: "key9", secret: "secret9" };
let server: Awaited<ReturnType<typeof startRealtime>>;
let front: Server;

/** A live server as a hosted one may be: it asks nobody to sign in, and knows no way to end a user's connections. */
beforeAll(async () => {
  server = await startRealtime({ app, limits: { signInMs: 3_600_000 } });
  front = createServer(async (request, response) => {
    const isEnding = request.url?.includes("/terminate_connections");
    const { method, url, headers } = request;
    const body = await buffer(request);
    const answer = isEnding
      ? new Response("{}", { status: 404 })
      : await fetch(`http://127.0.0.1:${server.port}${url}`, {
          method,
          body: new Uint8Array(body),
          headers: { "content-type": String(headers["content-type"]) },
        });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    REALTIME: "on",
    PUSHER_APP_ID: app.id,
    PUSHER_KEY: app.key,
    PUSHER_SECRET: app.secret,
    PUSHER_HOST: "127.0.0.1",
    PUSHER_PORT: String((front.address() as AddressInfo).port),
    PUSHER_USE_TLS: "0",
  });
});
afterAll(async () => {
  await server.close();
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
});

let team: Team;
let admin: Awaited<ReturnType<typeof makePerson>>;
let ann: typeof admin;
beforeEach(async () => {
  team = await makeTeam();
  admin = await makePerson(team, "admin");
  ann = await makePerson(team);
});

/** A client that does as little as it must to hear somebody's inbox; it signs in only if it wants to. */
async function listen(of: typeof ann, { signsIn }: { signsIn: boolean }) {
  const cookie = await cookieFor(of);
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/app/${app.key}?protocol=7`);
  onTestFinished(() => socket.terminate());
  const frames: { event: string; data: string }[] = [];
  socket.on("message", (text) => frames.push(JSON.parse(String(text))));
  const until = (event: string) =>
    vi.waitFor(() => {
      const frame = frames.find((one) => one.event === event);
      if (!frame) throw new Error(`no ${event} yet`);
      return frame;
    }, 20_000);
  const { socket_id: socketId } = JSON.parse((await until("pusher:connection_established")).data);
  const ask = (path: string, body: object) =>
    callApi(`POST /api/realtime/${path}`, { cookie, body: { socketId, ...body } });
  const proof = (await ask("user-auth", { workspaceId: team.workspaceId })).body;
  const { auth } = (await ask("auth", { channel: proof.channel })).body;
  const send = (event: string, data: object) => socket.send(JSON.stringify({ event, data }));
  if (signsIn) send("pusher:signin", { auth: proof.auth, user_data: proof.userData });
  const subscribe = async () => {
    send("pusher:unsubscribe", { channel: proof.channel });
    send("pusher:subscribe", { channel: proof.channel, auth });
    await until("pusher_internal:subscription_succeeded");
  };
  await subscribe();
  return {
    subscribe,
    askAgain: async () => {
      const { status, body } = await ask("user-auth", { workspaceId: team.workspaceId });
      return { status, channel: body.channel, former: (await ask("auth", { channel: proof.channel })).status };
    },
    hints: () => frames.filter(({ event }) => event === "inbox.changed").length,
  };
}

const tell = (title: string) => notify(team.producer, { type: "test", title, recipients: { everyone: true } });
const remove = async () =>
  callApi(`DELETE /api/workspaces/${team.slug}/members/${ann.userId}`, { cookie: await cookieFor(admin) });
const elsewhere = async () => ({ ...ann, sessionId: await openSession(ann.userId, {}) });

test.each([
  ["removed", remove, 403],
  [
    "removed and invited again",
    async () => {
      await remove();
      await db().insert(members).values({ workspaceId: team.workspaceId, userId: ann.userId, role: "member" });
    },
    200,
  ],
  [
    "in a session that has run out",
    async () => {
      await db().update(sessions).set({ expiresAt: sql`clock_timestamp()` }).where(eq(sessions.id, ann.sessionId));
      await endExpiredSessions();
    },
    401,
  ],
  ["signed out here", () => revokeSession(ann.sessionId), 401],
  [
    "signed out everywhere else",
    async () => callApi("DELETE /api/me/sessions", { cookie: await cookieFor(await elsewhere()) }),
    401,
  ],
])("once %s, no socket hears anything more, signed in or not, also with its old signature", async (_, end, status) => {
  const sockets = [await listen(ann, { signsIn: false }), await listen(ann, { signsIn: true })];
  const theirs = await listen(admin, { signsIn: false });
  await tell("before");
  await vi.waitFor(() => expect([...sockets, theirs].map((one) => one.hints())).toEqual([1, 1, 1]), 20_000);
  await end();
  await tell("after");
  for (const socket of sockets) await socket.subscribe();
  await tell("after that");
  await vi.waitFor(() => expect(theirs.hints()).toBe(3), 20_000);
  expect(sockets.map((one) => one.hints())).toEqual([1, 1]);
  const answers = await Promise.all(sockets.map((one) => one.askAgain()));
  expect(answers.map((answer) => answer.status)).toEqual([status, status]);
  expect(answers.every(({ former }) => former === 401 || former === 403)).toBe(true);
});

test("one who stays signed in is told where to listen now", async () => {
  const kept = await elsewhere();
  const page = await listen(kept, { signsIn: true });
  const { channel: before } = await page.askAgain();
  await revokeSession(ann.sessionId);
  const after = await page.askAgain();
  expect(after).toEqual({ status: 200, channel: expect.not.stringMatching(String(before)), former: 403 });
});
