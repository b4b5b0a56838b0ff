import { describe, expect, it } from "vitest";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";

useDatabase();

async function makeKeeper() {
  const team = await makeTeam();
  const cookie = await cookieFor(await makePerson(team, "guest"));
  const path = `/api/workspaces/${team.slug}/notifications/filters`;
  const ask = (method: string, more = "", body?: unknown, as = cookie) =>
    callApi(`${method} ${path}${more}`, { cookie: as, body });
  const keep = (name: string, filter: unknown = { unread: true }) => ask("POST", "", { name, filter });
  return { team, ask, keep };
}

describe("saved filters", () => {
  it("are kept, renamed, changed and forgotten", async () => {
    const { ask, keep } = await makeKeeper();
    const filter = { state: "archived", category: ["chat", "mail"], priority: ["high"], mentions: true, group: true };
    const { status, body } = await keep("  Urgent  ", filter);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "Urgent", filter });
    await keep("A first one");
    const changed = await ask("PATCH", `/${body.id}`, { name: "Zuletzt", filter: { type: ["test"] } });
    expect(changed.body).toMatchObject({ id: body.id, name: "Zuletzt", filter: { type: ["test"] } });
    expect((await ask("GET")).body.filters).toMatchObject([{ name: "A first one" }, { name: "Zuletzt" }]);
    expect((await ask("DELETE", `/${body.id}`)).body).toEqual({ id: body.id });
    expect((await ask("DELETE", `/${body.id}`)).status).toBe(404);
    expect((await ask("GET")).body.filters).toHaveLength(1);
  });

  it("have names of their own, also when two tabs save at the same time", async () => {
    const { ask, keep } = await makeKeeper();
    const answers = await Promise.all([keep("Same"), keep("Same"), keep("Same")]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    const { body } = await keep("Other");
    const renamed = await ask("PATCH", `/${body.id}`, { name: "Same" });
    expect(renamed.status).toBe(409);
    expect(renamed.body.error).toMatchObject({
      message: expect.stringContaining("“Same”"),
      details: [{ path: "name" }],
    });
  });

  it("are fifty at the most, also when many are saved at the same time", async () => {
    const { ask, keep } = await makeKeeper();
    for (let n = 0; n < 48; n++) await keep(`No. ${n}`);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => keep(`Late ${n}`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 409, 409]);
    expect((await ask("GET")).body.filters).toHaveLength(50);
  });

  it("are nobody else's, here or in another workspace", async () => {
    const { team, ask, keep } = await makeKeeper();
    const { body } = await keep("Mine");
    const bob = await cookieFor(await makePerson(team));
    expect((await ask("GET", "", undefined, bob)).body.filters).toEqual([]);
    expect((await ask("PATCH", `/${body.id}`, { name: "His" }, bob)).status).toBe(404);
    expect((await ask("DELETE", `/${body.id}`, undefined, bob)).status).toBe(404);
    const other = await makeKeeper();
    expect((await other.ask("DELETE", `/${body.id}`)).status).toBe(404);
    expect((await ask("GET")).body.filters).toHaveLength(1);
  });

  it.each<[number, unknown]>([
    [400, { name: "x" }],
    [400, { filter: {} }],
    [400, { name: 7, filter: {} }],
    [422, { name: " ", filter: {} }],
    [422, { name: "x".repeat(61), filter: {} }],
    [400, { name: "x", filter: { colour: "red" } }],
    [422, { name: "x", filter: { category: ["weather"] } }],
    [400, { name: "x", filter: { category: "chat" } }],
    [422, { name: "x", filter: { from: "yesterday" } }],
    [422, { name: "x", filter: { type: [] } }],
  ])("answer %i to %j", async (status, body) => {
    const { ask } = await makeKeeper();
    expect((await ask("POST", "", body)).status).toBe(status);
    expect((await ask("GET")).body.filters).toEqual([]);
  });

  it("are not changed by a change that says nothing", async () => {
    const { ask, keep } = await makeKeeper();
    const { body } = await keep("Mine");
    expect((await ask("PATCH", `/${body.id}`, {})).status).toBe(422);
  });
});
