import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { activities } from "@/db/schema/activity";
import { sessions } from "@/db/schema/auth";
import { rateBuckets } from "@/db/schema/limits";
import { users } from "@/db/schema/users";
import { invitations, members } from "@/db/schema/workspaces";
import { unseal } from "@/lib/crypto";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { invitationMailQueue } from "./invitation-mail";

useDatabase();

type Person = Awaited<ReturnType<typeof makePerson>>;
const provider = useResendServer();
let team: Team;
let owner: Person;
let admin: Person;
let made = 0;

beforeEach(async () => {
  await db().delete(rateBuckets);
  team = await makeTeam();
  owner = await makePerson(team, "owner");
  admin = await makePerson(team, "admin");
});

const path = () => `/api/workspaces/${team.slug}/invitations`;
const newAddress = () => `new${++made}@example.com`;
const ask = async (by: Person, body: object) => callApi(`POST ${path()}`, { cookie: await cookieFor(by), body });
/** An open invitation and the secret of its link, as the mail would carry it. */
async function invite(email = newAddress(), role = "member", by = admin) {
  const { body } = await ask(by, { email, role });
  return { id: String(body.id), email, token: await tokenOf(String(body.id)) };
}
async function tokenOf(id: string): Promise<string> {
  const [row] = await db().select().from(invitations).where(eq(invitations.id, id));
  return unseal("invitation", id, row?.sealedToken ?? "");
}
const view = (token: string, cookie?: string) => callApi(`GET /api/invitations/${token}`, { cookie });
const OURS = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };
const accept = (token: string, call: { cookie?: string; body?: object } = {}) =>
  callApi(`POST /api/invitations/${token}/accept`, { body: {}, headers: OURS, ...call });
const newcomer = () => ({ name: "Nora Novak", handle: `nora${++made}` });

describe("inviting", () => {
  test("mails one link, whose secret is nowhere in the database", async () => {
    const { id, token, email } = await invite();
    expect(await invitationMailQueue.sendDue()).toEqual({ sent: 1 });
    expect(await invitationMailQueue.sendDue()).toEqual({ sent: 0 });
    const [mail] = provider.mails;
    expect(mail).toMatchObject({ to: email, subject: expect.stringMatching(/^Person \d+ invites you to Team \d+$/) });
    expect(mail?.html).toContain(`http://localhost:3000/invitation/${token}`);
    expect(mail?.text).toContain(`http://localhost:3000/invitation/${token}`);
    expect(JSON.stringify(await db().select().from(invitations))).not.toContain(token);
    const { body } = await callApi(`GET ${path()}`, { cookie: await cookieFor(admin) });
    expect(body.invitations).toMatchObject([{ id, email, role: "member", state: "sent", isExpired: false }]);
  });

  test.each([
    ["admin", "admin", 201],
    ["admin", "owner", 403],
    ["owner", "owner", 201],
    ["member", "guest", 403],
    ["guest", "guest", 403],
  ] as const)("a %s inviting a %s is answered %i", async (by, role, status) => {
    expect((await ask(await makePerson(team, by), { email: newAddress(), role })).status).toBe(status);
  });

  test("one open invitation per address, none for members; ten at once make one", async () => {
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(admin, { email, role: "guest" })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect((await ask(admin, { email: owner.email.toUpperCase(), role: "guest" })).status).toBe(409);
  });

  test("an address is mailed five times a day by one workspace", async () => {
    const email = newAddress();
    const { id } = await invite(email);
    const cookie = await cookieFor(admin);
    const again = [];
    for (let n = 0; n < 5; n++) again.push((await callApi(`POST ${path()}/${id}/resend`, { cookie })).status);
    expect(again).toEqual([200, 200, 200, 200, 429]);
  });

  test("other workspaces that write to an address do not keep ours from it", async () => {
    const email = newAddress();
    for (let n = 0; n < 4; n++) {
      const stranger = await makePerson(await makeTeam(), "owner");
      const cookie = await cookieFor(stranger);
      const theirs = `/api/workspaces/${stranger.workspaceSlug}/invitations`;
      const { body } = await callApi(`POST ${theirs}`, { cookie, body: { email, role: "guest" } });
      for (let again = 0; again < 5; again++) {
        await invitationMailQueue.sendDue();
        await callApi(`POST ${theirs}/${body.id}/resend`, { cookie });
      }
    }
    await invitationMailQueue.sendDue();
    const before = provider.mails.length;
    expect(before).toBeLessThanOrEqual(20);
    expect((await ask(admin, { email, role: "member" })).status).toBe(201);
    await invitationMailQueue.sendDue();
    // A minute later, when this address may get one more.
    await db().update(rateBuckets).set({ updatedAt: sql`clock_timestamp() - interval '61 seconds'` });
    await db()
      .update(invitations)
      .set({ nextSendAt: sql`clock_timestamp()` })
      .where(and(eq(invitations.email, email), eq(invitations.state, "pending")));
    await invitationMailQueue.sendDue();
    expect(provider.mails.slice(before).map(({ to }) => String(to))).toEqual([email]);
  });

  test("sent again it has a new link, and the former is worth nothing; taken back, none is", async () => {
    const { id, token, email } = await invite();
    const cookie = await cookieFor(owner);
    await db().update(invitations).set({ expiresAt: sql`clock_timestamp()` }).where(eq(invitations.id, id));
    expect((await view(token)).body.error.message).toMatch(/has run out/);
    expect((await callApi(`POST ${path()}/${id}/resend`, { cookie })).body).toMatchObject({ isExpired: false });
    const fresh = await tokenOf(id);
    expect((await view(token)).status).toBe(404);
    expect((await view(fresh)).body).toMatchObject({ email });
    expect((await callApi(`DELETE ${path()}/${id}`, { cookie })).status).toBe(200);
    expect((await view(fresh)).body.error.message).toMatch(/taken back/);
    expect((await accept(fresh, { body: newcomer() })).status).toBe(404);
    await invitationMailQueue.sendDue();
    expect(provider.mails.filter((mail) => mail.to === email)).toEqual([]);
    expect((await callApi(`DELETE ${path()}/${id}`, { cookie })).status).toBe(404);
  });

  test("one that has run out makes room for another", async () => {
    const { id, email } = await invite();
    await db().update(invitations).set({ expiresAt: sql`clock_timestamp()` }).where(eq(invitations.id, id));
    expect((await ask(admin, { email, role: "guest" })).status).toBe(201);
  });

  test("is not seen or touched from another workspace", async () => {
    const { id, token } = await invite();
    const stranger = await makePerson(await makeTeam(), "owner");
    const cookie = await cookieFor(stranger);
    const theirs = `/api/workspaces/${stranger.workspaceSlug}/invitations`;
    expect((await callApi(`DELETE ${theirs}/${id}`, { cookie })).status).toBe(404);
    expect((await callApi(`POST ${theirs}/${id}/resend`, { cookie })).status).toBe(404);
    expect((await callApi(`GET ${theirs}`, { cookie })).body.invitations).toEqual([]);
    expect((await view(token)).status).toBe(200);
  });
});

describe("accepting", () => {
  test("makes somebody new an account, joins, signs in, and opens that workspace first", async () => {
    const { token, email } = await invite(newAddress(), "guest");
    expect((await view(token)).body).toMatchObject({ email, role: "guest", needs: "account" });
    const person = newcomer();
    const { status, body, headers } = await accept(token, { body: person });
    expect([status, body.workspace]).toMatchObject([200, { slug: team.slug }]);
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    const me = await callApi("GET /api/me", { cookie });
    expect(me.body).toMatchObject({ user: { ...person, email }, workspaces: [{ slug: team.slug, role: "guest" }] });
    const [session] = await db().select().from(sessions).where(eq(sessions.workspaceId, team.workspaceId));
    expect(session).toBeDefined();
    const log = await db().select().from(activities).where(eq(activities.workspaceId, team.workspaceId));
    expect(log.map((row) => row.type).sort()).toEqual(["invitation.sent", "member.joined"]);
  });

  test("twenty at once make one account and one membership", async () => {
    const { token, email } = await invite();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token, { body: newcomer() })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 404]));
    expect(await db().$count(users, eq(users.email, email))).toBe(1);
    expect(await db().$count(members, eq(members.workspaceId, team.workspaceId))).toBe(3);
  });

  test("the same address invited by two workspaces at once gets one account", async () => {
    const other = await makeTeam();
    const { id } = await invite("twice@example.com");
    const boss = await makePerson(other, "owner");
    const second = await callApi(`POST /api/workspaces/${other.slug}/invitations`, {
      cookie: await cookieFor(boss),
      body: { email: "twice@example.com", role: "member" },
    });
    const tokens = [await tokenOf(id), await tokenOf(String(second.body.id))];
    const answers = await Promise.all(tokens.map((token) => accept(token, { body: newcomer() })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
  });

  test("an account's owner must be signed in: the link alone opens nobody's account", async () => {
    const known = await makePerson(await makeTeam());
    const { token } = await invite(known.email);
    const cookie = await cookieFor(known);
    expect((await view(token)).body.needs).toBe("sign-in");
    const refused = await accept(token);
    expect([refused.status, refused.headers.get("set-cookie")]).toEqual([401, null]);
    expect((await view(token, cookie)).body.needs).toBe("nothing");
    expect((await accept(token, { cookie })).status).toBe(200);
    expect((await accept(token, { cookie })).body.error.message).toMatch(/used already/);
    expect((await callApi("GET /api/me", { cookie })).body.workspaces).toHaveLength(2);
  });

  test("somebody else who is signed in is refused with a sentence, and it stays open", async () => {
    const { token, email } = await invite();
    const cookie = await cookieFor(owner);
    expect((await view(token, cookie)).body.needs).toBe("other-person");
    const { status, body } = await accept(token, { cookie, body: newcomer() });
    expect(status).toBe(409);
    expect(body.error.message).toContain(`This invitation is for ${email}`);
    expect((await view(token)).status).toBe(200);
  });

  test("a member already keeps their role", async () => {
    const { token, email } = await invite(newAddress(), "guest");
    const [user] = await db()
      .insert(users)
      .values({ email, name: "Ann", handle: `ann${++made}` })
      .returning();
    const userId = user?.id ?? "";
    await db().insert(members).values({ workspaceId: team.workspaceId, userId, role: "admin" });
    const [session] = await db()
      .insert(sessions)
      .values({ userId, expiresAt: new Date(Date.now() + 60_000) })
      .returning();
    const cookie = await cookieFor({ ...admin, userId, sessionId: session?.id ?? "" });
    expect((await accept(token, { cookie })).status).toBe(200);
    expect((await callApi("GET /api/me", { cookie })).body.workspaces).toMatchObject([{ role: "admin" }]);
  });

  test("whoever sent it must still be able to: removed or demoted, their links are worth nothing", async () => {
    const { token } = await invite();
    const second = await invite(newAddress(), "admin");
    await db().update(members).set({ role: "member" }).where(eq(members.userId, admin.userId));
    expect((await accept(second.token, { body: newcomer() })).status).toBe(404);
    await db().delete(members).where(eq(members.userId, admin.userId));
    expect((await view(token)).body.error.message).toMatch(/may not invite any more/);
  });

  test("says what is missing or taken, and may be tried again", async () => {
    const { token } = await invite();
    const nameless = await accept(token);
    expect([nameless.status, nameless.body.error.details?.map((one) => one.path)]).toEqual([422, ["name", "handle"]]);
    expect((await accept(token, { body: { name: "Nora", handle: "no spaces" } })).status).toBe(422);
    const taken = await accept(token, { body: { name: "Nora", handle: owner.handle } });
    expect([taken.status, taken.body.error.message]).toEqual([409, expect.stringContaining("is taken")]);
    expect((await accept(token, { body: newcomer() })).status).toBe(200);
  });

  test("needs a page of ours; an unknown link is 404", async () => {
    const { token } = await invite();
    const foreign = { origin: "https://evil.example" };
    const call = { body: newcomer(), headers: foreign };
    expect((await callApi(`POST /api/invitations/${token}/accept`, call)).status).toBe(403);
    expect((await view("x".repeat(43))).status).toBe(404);
    expect((await view("x".repeat(101))).status).toBe(404);
  });
});
