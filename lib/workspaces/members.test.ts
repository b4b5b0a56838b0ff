import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { Role } from "@/db/enums";
import { activities } from "@/db/schema/activity";
import { deliveries } from "@/db/schema/deliveries";
import { users } from "@/db/schema/users";
import { members } from "@/db/schema/workspaces";
import { drainDeliveries } from "@/lib/notifications/delivery/drain";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

type Person = Awaited<ReturnType<typeof makePerson>>;
let team: Team;
let owner: Person;
let admin: Person;
let member: Person;
let guest: Person;
beforeEach(async () => {
  team = await makeTeam();
  owner = await makePerson(team, "owner");
  admin = await makePerson(team, "admin");
  member = await makePerson(team, "member");
  guest = await makePerson(team, "guest");
});

const roleOf = async (person: Person) => {
  const isTheirs = and(eq(members.userId, person.userId), eq(members.workspaceId, team.workspaceId));
  return (await db().select().from(members).where(isTheirs))[0]?.role;
};
const change = async (by: Person, whom: Person, role: Role) =>
  callApi(`PATCH /api/workspaces/${team.slug}/members/${whom.userId}`, { cookie: await cookieFor(by), body: { role } });
const remove = async (by: Person, whom: Person) =>
  callApi(`DELETE /api/workspaces/${team.slug}/members/${whom.userId}`, { cookie: await cookieFor(by) });
const list = async (by: Person, query = "") =>
  callApi(`GET /api/workspaces/${team.slug}/members${query}`, { cookie: await cookieFor(by) });
const logged = () => db().select().from(activities).where(eq(activities.workspaceId, team.workspaceId));

describe("the list", () => {
  test("shows everybody by name, a page at a time", async () => {
    const { body } = await list(member, "?limit=3");
    const first = body.members as { name: string; email: string; role: Role }[];
    expect([first.length, body.total]).toEqual([3, 4]);
    const rest = await list(member, `?limit=3&cursor=${encodeURIComponent(String(body.nextCursor))}`);
    const all = [...first, ...(rest.body.members as typeof first)];
    expect(all.map((one) => one.email).sort()).toEqual([owner, admin, member, guest].map((one) => one.email).sort());
    expect(rest.body.nextCursor).toBeNull();
  });

  test("finds by a part of name, handle or address, and takes wildcards for letters", async () => {
    await db().update(users).set({ name: "100%_sure" }).where(eq(users.id, guest.userId));
    for (const q of ["0%_S", guest.handle.slice(1), guest.email.toUpperCase()]) {
      const { body } = await list(admin, `?q=${encodeURIComponent(q)}`);
      expect(body.members, q).toMatchObject([{ userId: guest.userId, role: "guest" }]);
      expect(body.total).toBe(1);
    }
    expect((await list(admin, "?q=%25%25%25")).body.total).toBe(0);
  });

  test("is not for guests, and a cursor is good for its own search only", async () => {
    expect((await list(guest)).status).toBe(403);
    const { body } = await list(member, "?limit=1");
    expect((await list(member, `?limit=1&q=P&cursor=${body.nextCursor}`)).status).toBe(400);
  });
});

describe("a role", () => {
  test("bites on the next request and is logged with who and what", async () => {
    expect((await change(owner, member, "admin")).body).toMatchObject({ userId: member.userId, role: "admin" });
    expect((await change(member, guest, "member")).status).toBe(200);
    expect((await change(owner, member, "member")).status).toBe(200);
    expect((await change(member, guest, "guest")).status).toBe(403);
    expect(await logged()).toContainEqual(
      expect.objectContaining({
        type: "member.role_changed",
        actorId: owner.userId,
        subjectId: member.userId,
        data: { from: "member", to: "admin" },
      }),
    );
  });

  test.each<[string, () => Person, () => Person, Role, number]>([
    ["an owner makes an owner", () => owner, () => admin, "owner", 200],
    ["an admin makes an admin", () => admin, () => member, "admin", 200],
    ["an admin makes no owner", () => admin, () => member, "owner", 403],
    ["an admin does not touch an owner", () => admin, () => owner, "member", 403],
    ["an admin does not make themself owner", () => admin, () => admin, "owner", 403],
    ["a member changes nobody", () => member, () => guest, "member", 403],
    ["a guest changes nobody", () => guest, () => guest, "admin", 403],
    ["a last owner stays one", () => owner, () => owner, "admin", 409],
  ])("%s", async (_, by, whom, role, status) => {
    const before = await roleOf(whom());
    expect((await change(by(), whom(), role)).status).toBe(status);
    expect(await roleOf(whom())).toBe(status === 200 ? role : before);
    expect(await logged()).toHaveLength(status === 200 ? 1 : 0);
  });

  test("two owners who demote each other leave one", async () => {
    await change(owner, admin, "owner");
    const answers = await Promise.all([change(owner, admin, "member"), change(admin, owner, "member")]);
    const isOwner = and(eq(members.workspaceId, team.workspaceId), eq(members.role, "owner"));
    expect(await db().$count(members, isOwner)).toBe(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });
});

describe("removal", () => {
  test.each<[string, () => Person, () => Person, number]>([
    ["an owner removes an admin", () => owner, () => admin, 200],
    ["an admin removes a member", () => admin, () => member, 200],
    ["an admin removes no owner", () => admin, () => owner, 403],
    ["a member removes nobody", () => member, () => guest, 403],
    ["a guest does not even learn who is here", () => guest, () => member, 404],
    ["a guest leaves", () => guest, () => guest, 200],
    ["a last owner stays", () => owner, () => owner, 409],
  ])("%s", async (_, by, whom, status) => {
    expect((await remove(by(), whom())).status).toBe(status);
    expect((await roleOf(whom())) === undefined).toBe(status === 200);
  });

  test("shuts the workspace to them at once and leaves them their others", async () => {
    expect((await list(member)).status).toBe(200);
    await remove(admin, member);
    expect((await list(member)).status).toBe(404);
    expect((await callApi("GET /api/me", { cookie: await cookieFor(member) })).body).toMatchObject({ workspaces: [] });
    expect((await remove(admin, member)).status).toBe(404);
    expect(await logged()).toMatchObject([{ type: "member.removed", actorId: admin.userId, subjectId: member.userId }]);
  });

  test("cancels the mail that waits for them here, and nobody else's", async () => {
    await notify(team.producer, {
      type: "session.escalated",
      data: { session_id: "1", engineer_name: "Ann", problem_summary: "It is down" },
      recipients: { users: [member.userId, admin.userId] },
    });
    await remove(admin, member);
    const rows = await db().select().from(deliveries).where(eq(deliveries.workspaceId, team.workspaceId));
    expect(rows.map(({ userId, state, reason }) => ({ userId, state, reason }))).toEqual(
      expect.arrayContaining([
        { userId: member.userId, state: "cancelled", reason: "member removed" },
        { userId: admin.userId, state: "pending", reason: null },
      ]),
    );
  });

  test("an event that began before the removal mails them nothing either", async () => {
    await notify(team.producer, {
      type: "session.escalated",
      data: { session_id: "2", engineer_name: "Ann", problem_summary: "It is down" },
      recipients: { users: [member.userId] },
    });
    await db().delete(members).where(eq(members.userId, member.userId));
    expect(await drainDeliveries(team.workspaceId, "email")).toEqual({ sent: 0, nextDueAt: null });
    const [row] = await db().select().from(deliveries).where(eq(deliveries.userId, member.userId));
    expect(row).toMatchObject({ state: "cancelled", reason: "member removed", attempts: 0 });
  });

  test("ten at once remove once and log once; owners who leave together leave one", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(admin, member)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(9).fill(404)]);
    expect(await logged()).toHaveLength(1);
    await change(owner, admin, "owner");
    const leaving = await Promise.all([remove(owner, owner), remove(admin, admin)]);
    expect(leaving.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });
});

test("an owner of one workspace has no say in another", async () => {
  const other = await makePerson(await makeTeam(), "owner");
  expect((await change(other, member, "guest")).status).toBe(404);
  expect((await remove(other, member)).status).toBe(404);
  const path = `/api/workspaces/${other.workspaceSlug}/members/${member.userId}`;
  expect((await callApi(`DELETE ${path}`, { cookie: await cookieFor(other) })).status).toBe(404);
  expect(await roleOf(member)).toBe("member");
});
