import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import { members } from "@/db/schema/workspaces";
import type { UserActor } from "@/lib/auth/actor";
import {
  findPerson,
  findUser,
  openSession,
  rememberWorkspace,
  revokeSession,
  sealSession,
  unsealSession,
} from "@/lib/auth/session";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

let team: Team;
let person: UserActor;
beforeAll(async () => {
  team = await makeTeam();
  person = await makePerson(team);
});

test("a cookie names its session; a changed, cut, foreign or absent one names none", async () => {
  const cookie = await sealSession(person.sessionId, person.userId);
  expect(await unsealSession(cookie)).toBe(person.sessionId);
  expect(cookie).not.toContain(person.sessionId);
  for (let at = 0; at < cookie.length; at += 7) {
    const other = cookie[at] === "A" ? "B" : "A";
    const changed = `${cookie.slice(0, at)}${other}${cookie.slice(at + 1)}`;
    // The last letter of a part has bits that mean nothing.
    const isLast = [".", undefined].includes(cookie[at + 1]);
    if (cookie[at] !== "." && !isLast) expect(await unsealSession(changed)).toBeUndefined();
  }
  for (const bad of [undefined, "", "x", cookie.slice(0, -2), `${cookie}.`, cookie.split(".").slice(0, 3).join(".")]) {
    expect(await unsealSession(bad)).toBeUndefined();
  }
});

test("a session that was ended or ran out is nobody's", async () => {
  const revoked = await openSession(person.userId, {});
  expect(await findPerson(revoked)).toMatchObject({ userId: person.userId });
  await revokeSession(revoked);
  const expired = await openSession(person.userId, {});
  await db().update(sessions).set({ expiresAt: sql`clock_timestamp()` }).where(eq(sessions.id, expired));
  for (const id of [revoked, expired, "00000000-0000-7000-8000-000000000000"]) {
    expect(await findPerson(id)).toBeUndefined();
    expect(await findUser(id)).toBeUndefined();
  }
});

test("a person is found in their own workspaces only, and a removed member in none a moment later", async () => {
  const other = await makeTeam();
  expect(await findUser(person.sessionId, team.slug)).toMatchObject({ workspaceId: team.workspaceId });
  expect(await findUser(person.sessionId, team.workspaceId)).toMatchObject({ workspaceSlug: team.slug });
  expect(await findUser(person.sessionId, other.slug)).toBeUndefined();
  const leaver = await makePerson(other);
  await db().delete(members).where(eq(members.userId, leaver.userId));
  expect(await findUser(leaver.sessionId, other.slug)).toBeUndefined();
});

test("the workspace last turned to is where pages without one open", async () => {
  const second = await makeTeam();
  await db().insert(members).values({ workspaceId: second.workspaceId, userId: person.userId, role: "guest" });
  expect(await findUser(person.sessionId)).toMatchObject({ workspaceSlug: team.slug });
  const there = await findUser(person.sessionId, second.slug);
  if (!there) throw new Error("no member");
  await rememberWorkspace(there);
  expect(await findUser(person.sessionId)).toMatchObject({ workspaceSlug: second.slug, role: "guest" });
});
