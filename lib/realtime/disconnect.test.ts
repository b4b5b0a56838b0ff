import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { members } from "@/db/schema/workspaces";
import { startRealtime } from "@/embedded/realtime/server";
import { openSession, revokeSession } from "@/lib/auth/session";
import { CallError } from "@/lib/http/call";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { INBOX_CHANGED } from "./channels";
import { LiveConnection } from "./subscribe";

useDatabase();

const app = { id: "8", key: "key8", secret: "secret8" };
let server: Awaited<ReturnType<typeof startRealtime>>;
const pages: LiveConnection[] = [];

beforeAll(async () => {
  server = await startRealtime({ app });
  const place = { PUSHER_HOST: "127.0.0.1", PUSHER_PORT: String(server.port), PUSHER_USE_TLS: "0" };
  const keys = { PUSHER_APP_ID: app.id, PUSHER_KEY: app.key, PUSHER_SECRET: app.secret };
  Object.assign(process.env, { REALTIME: "on", ...place, ...keys });
});
afterAll(async () => {
  for (const page of pages) page.close();
  await server.close();
});

let team: Team;
let admin: Awaited<ReturnType<typeof makePerson>>;
let person: typeof admin;
beforeEach(async () => {
  team = await makeTeam();
  admin = await makePerson(team, "admin");
  person = await makePerson(team);
});

/** A page somebody has open in a workspace: our own client against our own routes. */
async function openPage(of: typeof person, workspaceId: string) {
  const cookie = await cookieFor(of);
  const ask = async (path: string, body: object) => {
    const answer = await callApi(`POST /api/realtime/${path}`, { cookie, body });
    if (answer.status !== 200) throw new CallError(answer.status, "forbidden", answer.body.error.message);
    return answer.body as unknown as { auth: string; userData: string; channel: string };
  };
  const page = new LiveConnection({
    signIn: (socketId, workspace) => ask("user-auth", { socketId, workspaceId: workspace }),
    authorize: (socketId, channel) => ask("auth", { socketId, channel }),
  });
  pages.push(page);
  const heard = vi.fn();
  page.open(
    { key: app.key, cluster: "", host: "127.0.0.1", port: server.port, useTls: false },
    { workspaceId, event: INBOX_CHANGED, onEvent: heard, onSubscribed: () => {} },
    { hostname: "127.0.0.1", port: "0", protocol: "http:" },
  );
  await until(page, "live");
  return { page, heard };
}

const until = (page: LiveConnection, state: string) =>
  vi.waitFor(() => expect(page.state).toBe(state), { timeout: 20_000, interval: 5 });
const tellEverybody = (to: Team) => notify(to.producer, { type: "test", title: "All", recipients: { everyone: true } });

test("somebody removed hears nothing more of the workspace within a second; their other pages go on", async () => {
  const other = await makeTeam();
  for (let n = 0; n < 101; n++) await makePerson(team);
  const colleague = await makePerson(other, "admin");
  await db().insert(members).values({ workspaceId: other.workspaceId, userId: person.userId, role: "member" });
  const [left, kept, theirs] = [
    await openPage(person, team.workspaceId),
    await openPage(person, other.workspaceId),
    await openPage(admin, team.workspaceId),
  ];
  const removal = `DELETE /api/workspaces/${team.slug}/members/${person.userId}`;
  expect((await callApi(removal, { cookie: await cookieFor(admin) })).status).toBe(200);
  const since = Date.now();
  await until(left.page, "refused");
  expect(Date.now() - since).toBeLessThan(1000);
  await until(kept.page, "live");
  await tellEverybody(team);
  await vi.waitFor(() => expect(theirs.heard).toHaveBeenCalled());
  expect(left.heard).not.toHaveBeenCalled();
  await notify(
    { kind: "system", workspaceId: other.workspaceId },
    {
      type: "test",
      title: "Still here",
      recipients: { users: [person.userId, colleague.userId] },
    },
  );
  await vi.waitFor(() => expect(kept.heard).toHaveBeenCalledTimes(1));
  expect(theirs.page.state).toBe("live");
});

test.each([
  ["a session ended elsewhere", async () => revokeSession(person.sessionId)],
  [
    "signing out everywhere else",
    async () => {
      const elsewhere = { ...person, sessionId: await openSession(person.userId, {}) };
      await callApi("DELETE /api/me/sessions", { cookie: await cookieFor(elsewhere) });
    },
  ],
])("%s ends its pages, and nobody else's", async (_, end) => {
  const [mine, theirs] = [await openPage(person, team.workspaceId), await openPage(admin, team.workspaceId)];
  await end();
  await until(mine.page, "refused");
  await tellEverybody(team);
  await vi.waitFor(() => expect(theirs.heard).toHaveBeenCalled());
  expect(mine.heard).not.toHaveBeenCalled();
});

test("a live server that is unwell for a moment is asked again", async () => {
  const asked: string[] = [];
  const unwell = createServer((request, response) => {
    asked.push(String(request.url).split("?")[0] ?? "");
    response.writeHead(asked.length < 3 ? 503 : 200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => unwell.listen(0, "127.0.0.1", resolve));
  const { port } = unwell.address() as AddressInfo;
  vi.resetModules();
  vi.stubEnv("PUSHER_PORT", String(port));
  const { disconnect } = await import("./disconnect");
  disconnect(person.userId);
  await vi.waitFor(() => expect(asked).toHaveLength(3), { timeout: 20_000 });
  expect(new Set(asked)).toEqual(new Set([`/apps/8/users/${person.userId}/terminate_connections`]));
  vi.unstubAllEnvs();
  unwell.closeAllConnections();
  await new Promise((resolve) => unwell.close(resolve));
});
