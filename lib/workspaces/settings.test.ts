import { expect, test } from "vitest";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";

useDatabase();

test("a workspace is made by anybody signed in, who then owns it; equal names get slugs of their own", async () => {
  const cookie = await cookieFor(await makePerson(await makeTeam(), "guest"));
  const make = (name: string) => callApi("POST /api/workspaces", { cookie, body: { name } });
  const [first, second] = [await make("Überlinger Straße 5"), await make("uberlinger strasse 5!")];
  expect([first.status, first.body.slug, second.body.slug]).toEqual([
    201,
    "uberlinger-strasse-5",
    "uberlinger-strasse-5-2",
  ]);
  expect((await make("日本")).body.slug).toBe("team");
  const { body } = await callApi("GET /api/me", { cookie });
  expect(body.workspaces).toContainEqual(expect.objectContaining({ slug: "uberlinger-strasse-5", role: "owner" }));
  const settings = await callApi("GET /api/workspaces/uberlinger-strasse-5", { cookie });
  expect(settings.body).toMatchObject({ name: "Überlinger Straße 5", productUrl: null, linkHosts: [] });
});

test("no slug looks like another workspace's id, and twenty of one name at once all come to be", async () => {
  const team = await makeTeam();
  const cookie = await cookieFor(await makePerson(await makeTeam()));
  const { body } = await callApi("POST /api/workspaces", { cookie, body: { name: team.workspaceId } });
  expect(String(body.slug).length).toBeLessThan(36);
  const people = await Promise.all(Array.from({ length: 20 }, () => makePerson(team)));
  const answers = await Promise.all(
    people.map(async (one) =>
      callApi("POST /api/workspaces", { cookie: await cookieFor(one), body: { name: "Twenty" } }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.body.slug)).size).toBe(20);
});

test("making workspaces is limited per person", async () => {
  const cookie = await cookieFor(await makePerson(await makeTeam()));
  const answers = [];
  for (let n = 0; n < 11; n++)
    answers.push(await callApi("POST /api/workspaces", { cookie, body: { name: `Many ${n}` } }));
  expect(answers.map((answer) => answer.status)).toEqual([...Array(10).fill(201), 429]);
});

test("settings are an admin's to change, and keep what is not given", async () => {
  const team = await makeTeam();
  const [admin, member] = [await makePerson(team, "admin"), await makePerson(team)];
  const patch = async (by: typeof admin, body: object) =>
    callApi(`PATCH /api/workspaces/${team.slug}`, { cookie: await cookieFor(by), body });
  expect((await patch(member, { name: "Mine" })).status).toBe(403);
  const productUrl = "https://pilot.example.com/app";
  const linkHosts = ["Docs.Example.com", "docs.example.com", "wiki.example.com:8443"];
  expect((await patch(admin, { productUrl, linkHosts })).status).toBe(200);
  expect((await patch(admin, { name: "Renamed" })).body).toMatchObject({
    name: "Renamed",
    productUrl,
    linkHosts: ["docs.example.com", "wiki.example.com:8443"],
  });
  expect((await patch(admin, { productUrl: null })).body).toMatchObject({ productUrl: null, name: "Renamed" });
});

test.each([
  { name: " " },
  { name: "x".repeat(81) },
  { productUrl: "http://pilot.example.com" },
  { productUrl: "javascript:alert(1)" },
  { productUrl: "https://user:secret@pilot.example.com" },
  { productUrl: "https://10.0.0.5/app" },
  { productUrl: "https://0x7f.1/app" },
  { productUrl: "https://[::1]/app" },
  { productUrl: "https://localhost/app" },
  { linkHosts: ["https://docs.example.com"] },
  { linkHosts: ["169.254.169.254"] },
  { linkHosts: ["docs.example.com/path"] },
  { linkHosts: ["*.example.com"] },
  { linkHosts: Array(51).fill("docs.example.com") },
])("refuses %o with a sentence", async (body) => {
  const team = await makeTeam();
  const cookie = await cookieFor(await makePerson(team, "owner"));
  const answer = await callApi(`PATCH /api/workspaces/${team.slug}`, { cookie, body });
  expect(answer.status).toBe(422);
  expect(answer.body.error.message).toMatch(/in the body: .+\.$/);
});
