import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { projects } from "@/db/schema/projects";
import { members, workspaces } from "@/db/schema/workspaces";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";
import { sendIssueDigests } from "./digests";

useDatabase();

let team: Team;
let key: string;
type Person = Awaited<ReturnType<typeof makePerson>>;
let admin: Person;
let ann: Person;
let bob: Person;
beforeEach(async () => {
  await db().delete(projects);
  team = await makeTeam();
  key = await makeKey(team);
  [admin, ann, bob] = [await makePerson(team, "admin"), await makePerson(team), await makePerson(team)];
});

type Body = Record<string, unknown>;
const at = (path = "") => `/api/workspaces/${team.slug}/projects${path}`;
const asAdmin = async (operation: string, body?: Body) => callApi(operation, { cookie: await cookieFor(admin), body });

async function makeProject(who: { handle: string }[] = [], more: Body = {}): Promise<string> {
  const { status, body } = await asAdmin(`POST ${at()}`, { key: "ios-app", name: "iOS App", ...more });
  expect(status).toBe(201);
  const id = String(body.id);
  if (who.length > 0) {
    const users = who.map(({ handle }) => `@${handle}`);
    expect((await asAdmin(`PUT ${at(`/${id}/members`)}`, { users })).status).toBe(200);
  }
  return id;
}

const send = (event: Body) => callApi(`POST /api/workspaces/${team.slug}/events`, { key, body: event });
const issue = (title: string, project = "ios-app") =>
  send({ type: "issue.new", data: { project, new: 1, titles: [title] } });

/** Lets time pass for everything that was written. */
const later = (interval: string) =>
  db().execute(sql`
    WITH a AS (UPDATE activities SET created_at = created_at - ${interval}::interval)
    UPDATE projects SET created_at = created_at - ${interval}::interval, last_digest_at = last_digest_at - ${interval}::interval`);

async function digests() {
  const { rows } = await db().execute<{ title: string; body: string; people: number; mails: number }>(sql`
    SELECT a.title, a.body, a.recipients AS people, a.deliveries AS mails FROM activities a
    WHERE a.workspace_id = ${team.workspaceId} AND a.type = 'issue.digest' ORDER BY a.id`);
  return rows;
}

describe("an event about a project", () => {
  it("goes to its members, by key or name in any case, and to the type's own where it has none", async () => {
    await makeProject([ann]);
    await makeProject([], { key: "empty", name: "Empty" });
    const notified = async (project: string) => (await issue("x", project)).body.recipients;
    expect([
      await notified("ios-app"),
      await notified("IOS APP"),
      await notified("empty"),
      await notified("other"),
    ]).toEqual([1, 1, 3, 3]);
    const named = { type: "issue.new", data: { project: "ios-app", new: 1 }, recipients: { roles: ["admin"] } };
    expect((await send(named)).body.recipients).toBe(1);
    const review = { type: "app.review_new", data: { app: "iOS App", count: 2 } };
    expect((await send(review)).body.recipients).toBe(1);
  });

  it("reaches nobody who has left the workspace, and no project next door", async () => {
    await makeProject([ann]);
    await db().delete(members).where(eq(members.userId, ann.userId));
    expect((await issue("x")).body.recipients).toBe(2);
    expect((await asAdmin(`GET ${at()}`)).body.projects).toMatchObject([{ members: [] }]);
    const other = await makeTeam();
    await makePerson(other);
    const call = { key: await makeKey(other), body: { type: "issue.new", data: { project: "ios-app", new: 1 } } };
    expect((await callApi(`POST /api/workspaces/${other.slug}/events`, call)).body.recipients).toBe(1);
  });
});

describe("a digest of issues", () => {
  it("is mailed once a window to the project's members, with what came since the last", async () => {
    await makeProject([ann, bob], { link: "/issues", issueAlertFrequency: "daily" });
    await issue("Crash on start");
    await issue("Slow list", "iOS App");
    await issue("Not mine", "web");
    await send({ type: "issue.new", title: "In my own words", data: { project: "ios-app", new: 2 } });
    await later("23 hours");
    expect(await sendIssueDigests()).toEqual({ notified: 0 });
    await later("2 hours");
    expect(await sendIssueDigests()).toEqual({ notified: 1 });
    expect(await sendIssueDigests()).toEqual({ notified: 0 });
    expect(await digests()).toEqual([
      {
        title: "3 issues in iOS App, the last day",
        body: "Crash on start · Slow list · In my own words",
        people: 2,
        mails: 2,
      },
    ]);
    await issue("Another");
    await later("2 days");
    expect(await sendIssueDigests()).toEqual({ notified: 1 });
    expect((await digests()).map(({ title }) => title)).toContain("1 issue in iOS App, the last day");
    await later("2 days");
    expect(await sendIssueDigests()).toEqual({ notified: 0 });
  });

  it("of several workers is sent by one", async () => {
    await makeProject([ann], { issueAlertFrequency: "hourly" });
    await issue("Crash");
    await later("2 hours");
    const all = await Promise.all(Array.from({ length: 5 }, sendIssueDigests));
    expect(all.reduce((sum, { notified }) => sum + notified, 0)).toBe(1);
    expect(await digests()).toHaveLength(1);
  });

  it("that fails keeps its window, and does not keep others from theirs", async () => {
    const id = await makeProject([ann], { issueAlertFrequency: "hourly" });
    await makeProject([bob], { key: "web", name: "Web", issueAlertFrequency: "hourly" });
    await issue("Crash");
    await issue("Slow", "web");
    await later("2 hours");
    const isFine = sql.raw(`type <> 'issue.digest' OR subject_id <> '${id}'`);
    await db().execute(sql`ALTER TABLE activities ADD CONSTRAINT broken CHECK (${isFine})`);
    expect(await sendIssueDigests()).toEqual({ notified: 1 });
    await db().execute(sql`ALTER TABLE activities DROP CONSTRAINT broken`);
    expect(await sendIssueDigests()).toEqual({ notified: 1 });
    expect((await digests()).map(({ body }) => body).sort()).toEqual(["Crash", "Slow"]);
  });

  it("begins anew when it is switched on, and links only where links may lead by then", async () => {
    await db()
      .update(workspaces)
      .set({ linkHosts: ["issues.example.com"] })
      .where(eq(workspaces.id, team.workspaceId));
    const id = await makeProject([ann], { link: "https://issues.example.com/ios", issueAlertFrequency: "none" });
    await issue("Before");
    await later("3 days");
    expect(await sendIssueDigests()).toEqual({ notified: 0 });
    await asAdmin(`PATCH ${at(`/${id}`)}`, { issueAlertFrequency: "6_hourly" });
    await issue("After");
    await db().update(workspaces).set({ linkHosts: [] }).where(eq(workspaces.id, team.workspaceId));
    await later("7 hours");
    expect(await sendIssueDigests()).toEqual({ notified: 1 });
    expect(await digests()).toMatchObject([{ body: "After" }]);
  });
});

describe("a project", () => {
  it.each<[string, Body, number, RegExp]>([
    ["a key with spaces", { key: "my app" }, 422, /lower-case letters/],
    ["no name", { name: "" }, 422, /say a name/],
    ["a link elsewhere", { link: "https://evil.example" }, 422, /a link is a path/],
    ["an unknown frequency", { issueAlertFrequency: "yearly" }, 422, /issueAlertFrequency/],
  ])("with %s is refused", async (_, wrong, status, message) => {
    const answer = await asAdmin(`POST ${at()}`, { key: "web", name: "Web", ...wrong });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(message);
  });

  it("has a key of its own, members of the workspace alone, and is the admins' to change", async () => {
    const id = await makeProject([ann]);
    expect((await asAdmin(`POST ${at()}`, { key: "IOS-APP", name: "Again" })).status).toBe(409);
    const stranger = await makePerson(await makeTeam());
    const users = { users: [`@${bob.handle}`, stranger.email] };
    expect((await asAdmin(`PUT ${at(`/${id}/members`)}`, users)).status).toBe(422);
    const { body } = await asAdmin(`GET ${at()}`);
    expect(body.projects).toMatchObject([{ key: "ios-app", members: [{ userId: ann.userId }] }]);
    const cookie = await cookieFor(ann);
    expect((await callApi(`GET ${at()}`, { cookie })).status).toBe(200);
    expect((await callApi(`PATCH ${at(`/${id}`)}`, { cookie, body: { name: "Mine" } })).status).toBe(403);
    const member = `DELETE ${at(`/${id}/members`)}?userId=${ann.userId}`;
    expect((await asAdmin(member)).body).toMatchObject({ members: [] });
    expect((await asAdmin(member)).status).toBe(404);
  });
});
