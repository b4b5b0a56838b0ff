import { beforeEach, describe, expect, it } from "vitest";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

let team: Team;
let admin: Awaited<ReturnType<typeof makePerson>>;
let ann: Awaited<ReturnType<typeof makePerson>>;
let key: string;
beforeEach(async () => {
  team = await makeTeam();
  [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
  key = await makeKey(team);
});

type Body = Record<string, unknown>;
const url = (path = "") => `/api/workspaces/${team.slug}/event-types${path}`;
const overdue = { key: "invoice.overdue", label: "Invoice overdue", category: "system" };
const add = async (body: Body = overdue) => callApi(`POST ${url()}`, { cookie: await cookieFor(admin), body });
const change = async (type: string, body: Body) =>
  callApi(`PATCH ${url(`/${type}`)}`, { cookie: await cookieFor(admin), body });
const remove = async (type: string) => callApi(`DELETE ${url(`/${type}`)}`, { cookie: await cookieFor(admin) });
const send = (event: Body, path = "") =>
  callApi(`POST /api/workspaces/${team.slug}/events${path}`, { key, body: event });
const matrixOf = async (by = ann) =>
  JSON.stringify(
    (await callApi(`GET /api/workspaces/${team.slug}/notifications/preferences`, { cookie: await cookieFor(by) })).body,
  );

async function inboxOf(by = ann) {
  const { body } = await callApi(`GET /api/workspaces/${team.slug}/notifications`, { cookie: await cookieFor(by) });
  return body.notifications as { title: string; body: string; label: string; type: string }[];
}

describe("a type of the workspace's own", () => {
  it("goes to the inbox only, and to whom the producer names, unless it says otherwise", async () => {
    expect((await add()).body).toMatchObject({ channels: ["in_app"], recipients: [], origin: "own", rollout: "on" });
    expect((await send({ type: overdue.key })).status).toBe(422);
    const to = { recipients: { users: [`@${ann.handle}`] } };
    expect((await send({ type: overdue.key, ...to })).body).toMatchObject({ recipients: 1, deliveries: 0 });
    await send({ type: overdue.key, data: { title: "Halden owes", body: "90 days", anything: [1] }, ...to });
    await send({ type: overdue.key, title: "My words", ...to });
    expect(await inboxOf()).toMatchObject([
      { title: "My words", label: "Invoice overdue" },
      { title: "Halden owes", body: "90 days" },
      { title: "Invoice overdue", type: overdue.key },
    ]);
  });

  it("has channels and recipients that hold from the next event on, also in a batch", async () => {
    await add({ ...overdue, channels: ["in_app", "email", "email"], recipients: ["member"] });
    expect((await send({ type: overdue.key })).body).toMatchObject({ recipients: 1, deliveries: 1 });
    await change(overdue.key, { channels: [], recipients: ["admin", "member"], label: "Owed" });
    const { body } = await send(
      { events: [{ type: overdue.key }, { type: "test", recipients: { everyone: true } }] },
      "/batch",
    );
    expect(body.receipts).toMatchObject([{ recipients: 2, deliveries: 0 }, { recipients: 2 }]);
    expect((await inboxOf()).map(({ label }) => label)).toEqual(["Test notification", "Owed"]);
  });

  it("is in the preferences, and obeys them", async () => {
    await add({ ...overdue, recipients: ["member"] });
    expect(await matrixOf()).toContain("Invoice overdue");
    const body = { changes: [{ scope: "type", key: overdue.key, channel: "email", isOn: true }] };
    const cookie = await cookieFor(ann);
    const prefs = `PATCH /api/workspaces/${team.slug}/notifications/preferences`;
    expect((await callApi(prefs, { cookie, body })).status).toBe(200);
    expect((await send({ type: overdue.key })).body).toMatchObject({ recipients: 1, deliveries: 1 });
    await remove(overdue.key);
    expect((await callApi(prefs, { cookie, body })).body.error.message).toMatch(/no event type “invoice\.overdue”/);
  });

  it("not rolled out yet reaches only those who asked for it", async () => {
    const bob = await makePerson(team);
    await add({ ...overdue, channels: ["in_app", "email"], recipients: ["member"], rollout: "off" });
    const changes = [{ scope: "type", key: overdue.key, channel: "in_app", isOn: true }];
    const prefs = `PATCH /api/workspaces/${team.slug}/notifications/preferences`;
    await callApi(prefs, { cookie: await cookieFor(ann), body: { changes } });
    const everything = [{ scope: "all", channel: "in_app", isOn: true }];
    await callApi(prefs, { cookie: await cookieFor(bob), body: { changes: everything } });
    expect((await send({ type: overdue.key })).body).toMatchObject({ recipients: 2, deliveries: 0 });
    expect([(await inboxOf()).length, (await inboxOf(bob)).length]).toEqual([1, 0]);
    await change(overdue.key, { rollout: "on" });
    expect((await send({ type: overdue.key })).body).toMatchObject({ recipients: 2, deliveries: 2 });
    expect([(await inboxOf()).length, (await inboxOf(bob)).length]).toEqual([2, 1]);
  });

  it("once removed is unknown, with the list of what is known; what was sent stays", async () => {
    await add({ ...overdue, recipients: ["member"] });
    await send({ type: overdue.key });
    expect((await remove(overdue.key)).status).toBe(200);
    expect((await remove(overdue.key)).status).toBe(404);
    await add({ ...overdue, key: "invoice.paid" });
    const { status, body } = await send({ type: overdue.key, recipients: { everyone: true } });
    expect(status).toBe(422);
    expect(body.error.message).toMatch(/Known types: .*invoice\.paid.*job\.completed/);
    expect(await inboxOf()).toMatchObject([{ title: "Invoice overdue", type: overdue.key }]);
  });

  it("is nobody else's: another workspace neither knows nor reaches it", async () => {
    await add();
    const other = await makeTeam();
    const otherKey = await makeKey(other);
    await makePerson(other);
    const body = { type: overdue.key, recipients: { everyone: true } };
    const answer = await callApi(`POST /api/workspaces/${other.slug}/events`, { key: otherKey, body });
    expect(answer.status).toBe(422);
    expect(answer.body.error.message).not.toContain("invoice.overdue,");
  });

  it.each<[string, Body, number, RegExp]>([
    ["a key without a dot", { key: "invoice" }, 422, /lower-case words with a dot/],
    ["a key that is too long", { key: `a.${"b".repeat(50)}` }, 422, /at most 50/],
    ["a key of the catalogue", { key: "issue.new" }, 409, /is in the catalogue/],
    ["no label", { label: " " }, 422, /say what people call it/],
    ["an unknown category", { category: "misc" }, 422, /category/],
    ["text messages by itself", { channels: ["sms"] }, 422, /for people to choose/],
    ["an unknown role", { recipients: ["boss"] }, 422, /recipients/],
    ["an unknown field", { icon: "bell" }, 400, /icon/],
  ])("with %s is refused", async (_, wrong, status, message) => {
    const answer = await add({ ...overdue, ...wrong });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(message);
  });

  it("has a key of its own, even when two admins add it at once", async () => {
    const answers = await Promise.all([add(), add()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe("a type of the catalogue", () => {
  it("can be called, sent and addressed otherwise here, and put back", async () => {
    const changed = await change("feedback.new", { label: "Voices", channels: ["in_app"], recipients: ["admin"] });
    expect(changed.body).toMatchObject({ origin: "changed", label: "Voices", category: "tracking", shareable: true });
    const event = { type: "feedback.new", data: { project: "web", snippet: "Nice" } };
    expect((await send(event)).body).toMatchObject({ recipients: 1, deliveries: 0 });
    expect(await inboxOf(admin)).toMatchObject([{ label: "Voices", title: "New feedback for web" }]);
    expect(await matrixOf()).toContain("Voices");
    expect((await remove("feedback.new")).status).toBe(200);
    expect((await send(event)).body).toMatchObject({ recipients: 2, deliveries: 2 });
    const { body } = await callApi(`GET ${url()}`, { cookie: await cookieFor(admin) });
    const types = body.types as { origin: string }[];
    expect(types.filter(({ origin }) => origin !== "catalogue")).toEqual([]);
  });

  it("keeps its category, whether it may be shared, and, where it is critical, that it reaches people", async () => {
    for (const body of [{ category: "chat" }, { shareable: true }])
      expect((await change("feedback.new", body)).status).toBe(422);
    expect((await change("session.escalated", { rollout: "off" })).body.error.message).toMatch(/too important/);
    expect((await change("no.such", { label: "x" })).status).toBe(404);
  });
});

it("is for admins", async () => {
  const cookie = await cookieFor(ann);
  expect((await callApi(`GET ${url()}`, { cookie })).status).toBe(403);
  expect((await callApi(`POST ${url()}`, { cookie, body: overdue })).status).toBe(403);
});
