import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { users } from "@/db/schema/users";
import type { UserActor } from "@/lib/auth/actor";
import { signInDemo } from "@/lib/auth/demo";
import { demoSignInUrl } from "@/lib/auth/demo-link";
import { findPerson, unsealSession } from "@/lib/auth/session";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";

process.env.BELFRY_DEMO = "1";
useDatabase();

let person: UserActor;
let link: string;
beforeAll(async () => {
  person = await makePerson(await makeTeam());
  link = demoSignInUrl(person.userId);
});

const follow = (url: string, headers: Record<string, string> = {}) =>
  signInDemo(new Request(url, { headers: { "x-forwarded-for": "127.0.0.1", host: "localhost:3000", ...headers } }));

const sessionOf = (response: Response) =>
  unsealSession(/^belfry\.session=([^;]+); Path=\//.exec(response.headers.get("set-cookie") ?? "")?.[1]);

test("a demo link signs its person in, again and again, each time with a session of its own", async () => {
  const [first, second] = [await follow(link), await follow(link)];
  expect(first.status).toBe(303);
  expect(first.headers.get("location")).toBe(`/notifications?w=${person.workspaceSlug}`);
  expect(first.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Lax$/);
  const ids = await Promise.all([first, second].map(sessionOf));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(await findPerson(id ?? "")).toMatchObject({ userId: person.userId });
});

test.each(["127.0.0.1:3000", "[::1]:3000", "LOCALHOST"])("%s is this machine's name", async (host) => {
  expect((await follow(link, { host, "x-forwarded-for": "::1" })).status).toBe(303);
});

describe("nobody is let in", () => {
  test.each([
    ["from another machine", { "x-forwarded-for": "192.168.1.4" }],
    ["through a proxy that names another machine", { "x-forwarded-for": "127.0.0.1, 203.0.113.1" }],
    ["from nowhere known", { "x-forwarded-for": "unknown" }],
    ["by another host name", { host: "belfry.example.com" }],
    ["by a name that only begins like ours", { host: "localhost.evil.example:3000" }],
  ] as [string, Record<string, string>][])("%s", async (_, headers) => {
    const response = await follow(link, headers);
    expect([response.status, response.headers.get("set-cookie")]).toEqual([404, null]);
  });

  test("with a token that is not ours, or somebody else's", async () => {
    const other = await makePerson(await makeTeam());
    const proof = link.split(".").at(-1) ?? "";
    const base = "http://localhost:3000/api/sign-in/demo";
    const tokens = [
      `${other.userId}.${proof}`,
      `${person.userId}.`,
      person.userId,
      `${person.userId}.${sha256(person.userId)}`,
      ".",
    ];
    for (const token of tokens) expect((await follow(`${base}?token=${token}`)).status).toBe(404);
    expect((await follow(base)).status).toBe(404);
  });

  test("who has been deleted", async () => {
    const gone = await makePerson(await makeTeam());
    const url = demoSignInUrl(gone.userId);
    await db().delete(users).where(eq(users.id, gone.userId));
    expect((await follow(url)).status).toBe(404);
  });

  test("where there is no demo", async () => {
    env().BELFRY_DEMO = false;
    expect((await follow(link)).status).toBe(404);
    env().BELFRY_DEMO = true;
  });
});
