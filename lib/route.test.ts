import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { revokeSession } from "@/lib/auth/session";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";
import { runs } from "@/tests/runs";

useDatabase();

let team: Team;
let key: string;
let events: string;
let inbox: string;
let ann: Awaited<ReturnType<typeof makePerson>>;
const hello = { type: "test", title: "Hello", recipients: { everyone: true } };

beforeAll(async () => {
  team = await makeTeam();
  ann = await makePerson(team);
  key = await makeKey(team);
  events = `POST /api/workspaces/${team.slug}/events`;
  inbox = `/api/workspaces/${team.slug}/notifications`;
});

const countActivities = async () =>
  (await db().execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM activities`)).rows[0]?.n;

describe("a producer's call", () => {
  it("is answered 202 with its receipt, and may name the workspace by id", async () => {
    const answer = await callApi(events, { key, body: hello });
    expect(answer).toMatchObject({ status: 202, body: { eventId: expect.any(String), recipients: 1, deliveries: 1 } });
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.get("ratelimit-remaining")).toMatch(/^\d+$/);
    const byId = await callApi(`POST /api/workspaces/${team.workspaceId}/events`, { key, body: hello });
    expect(byId.status).toBe(202);
    const seen = await callApi(`GET /api/workspaces/${team.slug}/events/${byId.body.eventId}`, { key });
    expect(seen.body).toMatchObject({
      recipients: 1,
      read: 0,
      states: [{ channel: "email", state: "pending", count: 1 }],
    });
  });

  it("repeats its receipt under an Idempotency-Key header, and is 409 with another body", async () => {
    const headers = { "idempotency-key": "h-1" };
    const first = await callApi(events, { key, body: hello, headers });
    expect((await callApi(events, { key, body: hello, headers })).body).toEqual(first.body);
    const other = await callApi(events, { key, body: { ...hello, title: "Else" }, headers });
    expect(other).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
    const both = await callApi(events, { key, body: { ...hello, idempotencyKey: "h-2" }, headers });
    expect(both.status).toBe(400);
    const batch = { events: [hello] };
    expect((await callApi(`${events}/batch`, { key, body: batch, headers })).status).toBe(400);
    expect((await callApi(`${events}/batch`, { key, body: batch })).status).toBe(202);
  });

  it.each<[string, number, Parameters<typeof callApi>[1]]>([
    ["text that is no JSON", 400, { rawBody: "{" }],
    ["no body", 400, { rawBody: "" }],
    ["an array", 400, { body: [] }],
    ["an object where text belongs", 400, { body: { ...hello, title: { a: 1 } } }],
    ["text where an object belongs", 400, { body: { ...hello, recipients: "everyone" } }],
    ["an unknown field", 400, { body: { ...hello, tittle: "x" } }],
    ["a NUL character", 400, { body: { ...hello, title: "a\0b" } }],
    ["an unpaired surrogate", 400, { rawBody: '{"type":"test","title":"\\ud800"}' }],
    ["bytes that are not UTF-8", 400, { rawBody: new Uint8Array([0x7b, 0xff, 0x7d]) }],
    ["65 levels", 400, { body: { ...hello, data: nested(70) } }],
    [
      "another content type",
      415,
      { rawBody: "type=test", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ],
    ["300 KB", 413, { body: { ...hello, data: { a: "x".repeat(300_000) } } }],
    ["a title of 201 characters", 422, { body: { ...hello, title: "x".repeat(201) } }],
    ["a blank title", 422, { body: { ...hello, title: "   " } }],
    ["an unknown priority", 422, { body: { ...hello, priority: "shouting" } }],
    ["no recipients", 422, { body: { ...hello, recipients: { users: [] } } }],
    ["an unknown type", 422, { body: { ...hello, type: "no.such" } }],
    ["an unknown recipient", 422, { body: { ...hello, recipients: { users: ["x@example.com"] } } }],
  ])("with %s is %i, with a sentence, and writes nothing", async (_, status, call) => {
    const before = await countActivities();
    const answer = await callApi(events, { key, ...call });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(/^.{12,}\.$/s);
    expect(answer.body.error.requestId).toBeTruthy();
    expect(await countActivities()).toBe(before);
  });

  it("is cut off at the cap however the body arrives", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
        if (sent > 50_000_000) controller.close();
      },
    });
    const answer = await callApi(events, { key, rawBody: endless, headers: { "content-type": "application/json" } });
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(2_000_000);
  });
});

describe("who may call", () => {
  it("401: nobody, a wrong key, a revoked or expired key, a key in a query string", async () => {
    const revoked = await makeKey(team);
    await db().execute(sql`UPDATE api_keys SET revoked_at = clock_timestamp() WHERE prefix = ${revoked.split(".")[0]}`);
    const expired = await makeKey(team);
    await db().execute(sql`UPDATE api_keys SET expires_at = clock_timestamp() WHERE prefix = ${expired.split(".")[0]}`);
    const wrong = `${key.slice(0, -3)}AAA`;
    for (const bad of [undefined, "x", wrong, revoked, expired])
      expect((await callApi(events, { key: bad, body: hello })).status).toBe(401);
    expect((await callApi(`${events}?key=${key}`, { body: hello })).status).toBe(401);
  });

  it("403: a key without the scope, a key at an inbox, a person without the role's origin", async () => {
    const reader = await makeKey(team, ["events:read"]);
    expect((await callApi(events, { key: reader, body: hello })).status).toBe(403);
    expect((await callApi(`GET ${inbox}`, { key })).status).toBe(403);
    const cookie = await cookieFor(ann);
    const evil = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    for (const headers of [evil, { origin: "null" }, { ...evil, origin: "http://localhost:3000" }]) {
      expect((await callApi(`POST ${inbox}/mark-all-read`, { cookie, body: {}, headers })).status).toBe(403);
    }
    expect((await callApi(`POST ${inbox}/mark-all-read`, { cookie, body: {} })).status).toBe(200);
  });

  it("404: a workspace one does not belong to, known or not, by key or by session", async () => {
    const other = await makeTeam();
    const cookie = await cookieFor(ann);
    for (const slug of [other.slug, other.workspaceId, "no-such"]) {
      expect((await callApi(`POST /api/workspaces/${slug}/events`, { key, body: hello })).status).toBe(404);
      expect((await callApi(`GET /api/workspaces/${slug}/notifications`, { cookie })).status).toBe(404);
    }
    expect((await callApi(`GET ${inbox}/not-a-uuid`, { cookie })).status).toBe(404);
  });

  it("never 500 for a name, a moment or a channel that the database could not take", async () => {
    const cookie = await cookieFor(ann);
    for (const ws of ["%00", "a%00b"]) {
      expect((await callApi(`GET /api/workspaces/${ws}/notifications`, { cookie })).status).toBe(404);
    }
    for (const before of ["0000-01-01T00:00:00Z", "0000-12-31T23:59:59.999Z"]) {
      expect((await callApi(`POST ${inbox}/mark-all-read`, { cookie, body: { before } })).status).toBe(422);
    }
    expect(
      (await callApi(`POST ${inbox}/mark-all-read`, { cookie, body: { before: "0001-01-01T00:00:00Z" } })).status,
    ).toBe(200);
    const channel = `private-ws.${"-".repeat(36)}`;
    expect((await callApi("POST /api/realtime/auth", { cookie, body: { socketId: "1.1", channel } })).status).toBe(403);
  });

  it("401 for a session that was revoked, and for a cookie with a changed byte", async () => {
    const bob = await makePerson(team);
    const cookie = await cookieFor(bob);
    expect((await callApi(`GET ${inbox}`, { cookie })).status).toBe(200);
    expect((await callApi(`GET ${inbox}`, { cookie: `${cookie.slice(0, -2)}xx` })).status).toBe(401);
    await revokeSession(bob.sessionId);
    expect((await callApi(`GET ${inbox}`, { cookie })).status).toBe(401);
    expect((await callApi("GET /api/me", { cookie })).status).toBe(401);
  });

  it("ignores the cookie of a call that carries a key", async () => {
    const answer = await callApi(`GET ${inbox}`, { key, cookie: await cookieFor(ann) });
    expect(answer.status).toBe(403);
  });
});

it("404 in the one error shape at an address that does not exist", async () => {
  const { GET } = await import("@/app/api/[...path]/route");
  const answer = await GET();
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error: { code: "not_found", message: "There is no such address." } });
});

it("429 with Retry-After once a key's burst is used up, for that key alone", async () => {
  const busy = await makeTeam();
  await makePerson(busy);
  const [loud, quiet] = [await makeKey(busy), await makeKey(busy)];
  const batch = { events: Array.from({ length: 500 }, () => ({ ...hello, type: "no.such" })) };
  const path = `POST /api/workspaces/${busy.slug}/events`;
  for (let i = 0; i < 4; i++) expect((await callApi(`${path}/batch`, { key: loud, body: batch })).status).toBe(422);
  const refused = await callApi(`${path}/batch`, { key: loud, body: batch });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await callApi(path, { key: quiet, body: hello })).status).toBe(202);
});

it("no JSON whatever makes it fail on our side", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.jsonValue(),
        fc.record(
          {
            type: fc.constantFrom("test", "issue.new"),
            title: fc.string(),
            data: fc.dictionary(fc.string(), fc.jsonValue()),
            recipients: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
      ),
      async (body) => {
        const { status } = await callApi(events, { key, body });
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: runs(200) },
  );
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}
