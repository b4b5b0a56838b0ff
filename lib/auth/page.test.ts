import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { members } from "@/db/schema/workspaces";
import type { UserActor } from "@/lib/auth/actor";
import { findVisitor, requireUser } from "@/lib/auth/page";
import { findUser, revokeSession } from "@/lib/auth/session";
import { useDatabase } from "@/tests/database";
import { inRequest, nextRequest } from "@/tests/next-scope";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

let team: Team;
let second: Team;
let person: UserActor;
beforeAll(async () => {
  [team, second] = [await makeTeam(), await makeTeam()];
  person = await makePerson(team);
  await db().insert(members).values({ workspaceId: second.workspaceId, userId: person.userId, role: "member" });
});

/** Renders a page's question as Next would; what it throws is Next's signal, told by its digest. */
async function open(headers: Record<string, string>, who?: UserActor) {
  const cookie = who ? await cookieFor(who) : "";
  const request = nextRequest("/notifications", { headers: { cookie, ...headers } });
  return inRequest(request, requireUser).catch((signal: { digest?: string }) => signal.digest ?? String(signal));
}

test("a member is found in the workspace of the address, which is then remembered", async () => {
  expect(await open({}, person)).toMatchObject({ workspaceSlug: team.slug });
  expect(await open({ "x-belfry-workspace": second.slug, "next-router-prefetch": "1" }, person)).toMatchObject({
    workspaceSlug: second.slug,
  });
  expect(await findUser(person.sessionId)).toMatchObject({ workspaceSlug: team.slug });
  expect(await open({ "x-belfry-workspace": second.slug }, person)).toMatchObject({ workspaceSlug: second.slug });
  expect(await open({}, person)).toMatchObject({ workspaceSlug: second.slug });
});

test("a workspace that is not theirs does not exist", async () => {
  const foreign = await makeTeam();
  for (const workspace of [foreign.slug, foreign.workspaceId, "no-such", "%00"]) {
    expect(await open({ "x-belfry-workspace": workspace }, person)).toBe("NEXT_HTTP_ERROR_FALLBACK;404");
  }
});

test("nobody is sent to sign in, and back", async () => {
  const ended = await makePerson(team);
  await revokeSession(ended.sessionId);
  for (const who of [undefined, ended]) {
    const signal = await open({ "x-belfry-path": "/chat?w=acme&m=1", "x-belfry-workspace": team.slug }, who);
    expect(signal).toContain("/sign-in?next=%2Fchat%3Fw%3Dacme%26m%3D1");
  }
});

test("who belongs to no workspace is told so at the sign-in page, not sent round in circles", async () => {
  const loner = await makePerson(team);
  await db().delete(members).where(eq(members.userId, loner.userId));
  expect(await open({}, loner)).toContain("/sign-in");
  const request = nextRequest("/sign-in", { headers: { cookie: await cookieFor(loner) } });
  expect(await inRequest(request, findVisitor)).toMatchObject({ kind: "person", userId: loner.userId });
});
