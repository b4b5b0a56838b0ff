import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import type { UserActor } from "@/lib/auth/actor";
import { openSession } from "@/lib/auth/session";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";

useDatabase();

let here: UserActor;
let there: UserActor;
beforeEach(async () => {
  here = await makePerson(await makeTeam());
  const from = { userAgent: "Firefox/150", address: "203.0.113.9" };
  there = { ...here, sessionId: await openSession(here.userId, from) };
});

const list = async (by: UserActor) => callApi("GET /api/me/sessions", { cookie: await cookieFor(by) });
const end = async (by: UserActor, id: string) =>
  callApi(`DELETE /api/me/sessions/${id}`, { cookie: await cookieFor(by) });

test("shows where one is signed in, and which of them this is", async () => {
  const { body } = await list(here);
  expect(body.sessions).toHaveLength(2);
  expect(body.sessions).toContainEqual(expect.objectContaining({ id: here.sessionId, isCurrent: true }));
  expect(body.sessions).toContainEqual(
    expect.objectContaining({
      id: there.sessionId,
      isCurrent: false,
      userAgent: "Firefox/150",
      address: "203.0.113.9",
    }),
  );
});

test("an ended session is nobody's on its next request; ending it again is 404", async () => {
  expect((await end(here, there.sessionId)).status).toBe(200);
  expect((await list(there)).status).toBe(401);
  expect((await list(here)).body.sessions).toHaveLength(1);
  expect((await end(here, there.sessionId)).status).toBe(404);
});

test("ending the current one takes its cookie away", async () => {
  const { headers } = await end(here, here.sessionId);
  expect(headers.get("set-cookie")).toMatch(/^belfry\.session=; .*Max-Age=0/);
  expect(headers.get("clear-site-data")).toBe('"cache"');
  expect((await list(here)).status).toBe(401);
  expect((await list(there)).status).toBe(200);
});

test("everywhere else: all but this one, and nobody else's", async () => {
  const other = await makePerson(await makeTeam());
  await openSession(here.userId, {});
  const { body } = await callApi("DELETE /api/me/sessions", { cookie: await cookieFor(here) });
  expect(body.ended).toBe(2);
  expect([(await list(here)).status, (await list(there)).status, (await list(other)).status]).toEqual([200, 401, 200]);
});

test("somebody else's session, and one that has run out, do not exist", async () => {
  const other = await makePerson(await makeTeam());
  expect((await end(here, other.sessionId)).status).toBe(404);
  expect((await list(other)).status).toBe(200);
  await db()
    .update(sessions)
    .set({ expiresAt: new Date(0) })
    .where(eq(sessions.id, there.sessionId));
  expect((await end(here, there.sessionId)).status).toBe(404);
});
