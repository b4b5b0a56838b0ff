import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { activities } from "@/db/schema/activity";
import { apiKeys } from "@/db/schema/auth";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { findKey } from "./api-key-auth";

useDatabase();

let team: Team;
let cookie: string;
beforeEach(async () => {
  team = await makeTeam();
  cookie = await cookieFor(await makePerson(team, "admin"));
});

const path = () => `/api/workspaces/${team.slug}/api-keys`;
const make = (body: object = {}) =>
  callApi(`POST ${path()}`, { cookie, body: { name: "CI", scopes: ["events:write"], ...body } });
const send = (key: string) =>
  callApi(`POST /api/workspaces/${team.slug}/events`, {
    key,
    body: { type: "test", title: "Hello", recipients: { everyone: true } },
  });

test("a key is shown once, opens what its scopes say, and nothing of its secret is kept or listed", async () => {
  const { status, body } = await make({ scopes: ["events:write", "events:write"] });
  const key = String(body.key);
  expect(status).toBe(201);
  expect(body).toMatchObject({ name: "CI", scopes: ["events:write"], expiresAt: null, lastUsedAt: null });
  expect((await send(key)).status).toBe(202);
  const { eventId } = (await send(key)).body;
  expect((await callApi(`GET /api/workspaces/${team.slug}/events/${eventId}`, { key })).status).toBe(403);
  const listed = (await callApi(`GET ${path()}`, { cookie })).body.apiKeys as {
    lastUsedAt: string;
    createdBy: string;
  }[];
  expect(listed).toHaveLength(1);
  expect(listed[0]?.lastUsedAt).toMatch(/Z$/);
  expect(listed[0]?.createdBy).toMatch(/^Person/);
  const secret = key.split(".")[1] ?? "";
  expect(JSON.stringify([listed, await db().select().from(apiKeys)])).not.toContain(secret);
});

test("a revoked key is refused on the next call; revoking it again is 404; both are logged", async () => {
  const { body } = await make();
  const revoke = () => callApi(`DELETE ${path()}/${body.id}`, { cookie });
  expect((await revoke()).status).toBe(200);
  expect((await send(String(body.key))).status).toBe(401);
  expect((await revoke()).status).toBe(404);
  expect((await callApi(`GET ${path()}`, { cookie })).body.apiKeys).toEqual([]);
  const rows = await db().select().from(activities).where(eq(activities.workspaceId, team.workspaceId));
  expect(rows.map((row) => row.type).sort()).toEqual(["api_key.created", "api_key.revoked"]);
});

test("a key with an end works until then", async () => {
  const { body } = await make({ expiresInDays: 2 });
  const days = (Date.parse(String(body.expiresAt)) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(2, 1);
  expect(await findKey(String(body.key))).toBeDefined();
  await db()
    .update(apiKeys)
    .set({ expiresAt: sql`clock_timestamp()` })
    .where(eq(apiKeys.id, String(body.id)));
  // What is known of a key is asked for anew each half second.
  await expect.poll(() => findKey(String(body.key)), { timeout: 1000 }).toBeUndefined();
  expect((await callApi(`GET ${path()}`, { cookie })).body.apiKeys).toMatchObject([{ isExpired: true }]);
});

test("keys are an admin's business, within their workspace", async () => {
  const { body } = await make();
  const member = await cookieFor(await makePerson(team));
  const stranger = await makePerson(await makeTeam(), "owner");
  expect((await callApi(`GET ${path()}`, { cookie: member })).status).toBe(403);
  expect((await callApi(`GET ${path()}`, { cookie: await cookieFor(stranger) })).status).toBe(404);
  const elsewhere = `/api/workspaces/${stranger.workspaceSlug}/api-keys/${body.id}`;
  expect((await callApi(`DELETE ${elsewhere}`, { cookie: await cookieFor(stranger) })).status).toBe(404);
  expect((await send(String(body.key))).status).toBe(202);
});

test.each([
  [{ scopes: [] }, 422],
  [{ scopes: ["admin"] }, 422],
  [{ name: "" }, 422],
  [{ expiresInDays: 0 }, 422],
  [{ expiresInDays: 367 }, 422],
  [{ expiresInDays: "7" }, 400],
])("refuses %o", async (body, status) => {
  expect((await make(body)).status).toBe(status);
});
