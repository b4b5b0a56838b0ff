import { desc, eq, isNull } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db/client";
import { loginCodes, sessions } from "@/db/schema/auth";
import { rateBuckets } from "@/db/schema/limits";
import type { UserActor } from "@/lib/auth/actor";
import { requestSignInCode } from "@/lib/auth/codes";
import { handleAuth } from "@/lib/auth/handler";
import { knownBrowserOf } from "@/lib/auth/known-browser";
import { findPerson, sealSession, unsealSession } from "@/lib/auth/session";
import { startSession } from "@/lib/auth/sign-in";
import { unseal } from "@/lib/crypto";
import { useDatabase } from "@/tests/database";
import { inRequest, nextRequest } from "@/tests/next-scope";
import { makePerson, makeTeam } from "@/tests/people";

useDatabase();

let person: UserActor & { email: string };
beforeAll(async () => {
  person = await makePerson(await makeTeam());
});
beforeEach(async () => {
  await db().delete(rateBuckets);
});

const OURS = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

/** A browser with a cookie jar, talking to next-auth's addresses through our handler. */
class Browser {
  readonly jar = new Map<string, string>();

  async send(method: string, action: string, fields?: Record<string, string>, headers: Record<string, string> = OURS) {
    const body = fields && new URLSearchParams(fields).toString();
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const form = body !== undefined && {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
    };
    const all = { cookie, "user-agent": "Test/1", "x-forwarded-for": "203.0.113.5", ...form, ...headers };
    const request = nextRequest(`/api/auth/${action}`, { method, headers: all, body });
    const params = Promise.resolve({ nextauth: action.split("?")[0]?.split("/") ?? [] });
    const response = await inRequest(request, () => handleAuth(request, { params }));
    this.keep(response.headers);
    return response;
  }

  keep(headers: Headers) {
    for (const line of headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }

  async askForCode(email: string): Promise<string> {
    const headers = new Headers();
    const request = nextRequest("/api/sign-in/code");
    await requestSignInCode({ kind: "nobody" }, { email }, { request, headers });
    this.keep(headers);
    const [row] = await db()
      .select()
      .from(loginCodes)
      .where(eq(loginCodes.email, email))
      .orderBy(desc(loginCodes.createdAt))
      .limit(1);
    return unseal("sign-in code", row?.id ?? "", row?.sealedCode ?? "");
  }

  async csrf(): Promise<string> {
    return ((await (await this.send("GET", "csrf")).json()) as { csrfToken: string }).csrfToken;
  }

  async signIn(email: string, code: string) {
    const response = await this.send("POST", "callback/code", {
      email,
      code,
      csrfToken: await this.csrf(),
      json: "true",
    });
    const { url } = (await response.json()) as { url: string };
    return { response, error: new URL(url).searchParams.get("error") };
  }
}

describe("a caller's words in an address", () => {
  test.each(["。", "\u{1f514}", "a\r\nSet-Cookie: x=1", "unknown_person", "Configuration"])(
    "%j as an error lead to the sign-in page, by words of ours",
    async (error) => {
      const response = await new Browser().send("GET", `error?error=${encodeURIComponent(error)}`);
      expect(response.status).toBe(302);
      const known = error === "unknown_person" ? error : "provider_failed";
      expect(response.headers.get("location")).toBe(`http://localhost:3000/sign-in?error=${known}`);
    },
  );

  test.each(["/。", "/a?b=\u{1f514}", "https://evil.test/。", "//evil.test", "\r\nX: 1", "http://[", "javascript:1"])(
    "%j as the place to go next is a page of ours, in letters of a header",
    async (callbackUrl) => {
      const browser = new Browser();
      const shown = await browser.send("GET", `signin?callbackUrl=${encodeURIComponent(callbackUrl)}`);
      expect(shown.status).toBe(302);
      const code = await browser.askForCode(person.email);
      const fields = { email: person.email, code, callbackUrl, csrfToken: await browser.csrf() };
      const response = await browser.send("POST", "callback/code", fields);
      expect(response.status).toBe(302);
      expect(response.headers.get("location")).toMatch(/^http:\/\/localhost:3000(\/[!-~]*)?$/);
      const left = await browser.send("POST", "signout", { callbackUrl, csrfToken: await browser.csrf() });
      expect(left.headers.get("location") ?? "").toMatch(/^http:\/\/localhost:3000(\/[!-~]*)?$/);
    },
  );
});

describe("signing in", () => {
  test("trades a code for our cookie, names the new session in it, and nothing else", async () => {
    const browser = new Browser();
    const code = await browser.askForCode(person.email);
    const { response, error } = await browser.signIn(person.email, code);
    expect([response.status, error]).toEqual([200, null]);
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith("belfry.session="));
    expect(line).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const sessionId = await unsealSession(browser.jar.get("belfry.session"));
    expect(sessionId).toBeDefined();
    expect(await findPerson(sessionId ?? "")).toMatchObject({ userId: person.userId });
    const [row] = await db()
      .select()
      .from(sessions)
      .where(eq(sessions.id, sessionId ?? ""));
    expect(row).toMatchObject({ userAgent: "Test/1", address: "203.0.113.5" });
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  test("leaves the browser proof that this person has signed in there, which signing out does not take away", async () => {
    const browser = new Browser();
    await browser.signIn(person.email, await browser.askForCode(person.email));
    await browser.send("POST", "signout", { csrfToken: await browser.csrf(), json: "true" });
    expect(browser.jar.has("belfry.session")).toBe(false);
    const request = new Request("http://localhost:3000", {
      headers: { cookie: `belfry.known=${browser.jar.get("belfry.known")}` },
    });
    expect(knownBrowserOf(request, person.email)).toBeDefined();
    expect(knownBrowserOf(request, "other@example.com")).toBeUndefined();
  });

  test("makes a new session each time and ends the one this browser had", async () => {
    const browser = new Browser();
    browser.jar.set("belfry.session", await sealSession(person.sessionId, person.userId));
    await browser.signIn(person.email, await browser.askForCode(person.email));
    const sessionId = await unsealSession(browser.jar.get("belfry.session"));
    expect(sessionId).not.toBe(person.sessionId);
    expect(await findPerson(person.sessionId)).toBeUndefined();
    expect(await findPerson(sessionId ?? "")).toBeDefined();
  });

  test("ends every other code of that address, in whichever browser it was asked for", async () => {
    const [first, second] = [new Browser(), new Browser()];
    const [early, late] = [await first.askForCode(person.email), await second.askForCode(person.email)];
    const sibling = await makePerson(await makeTeam());
    const other = new Browser();
    const others = await other.askForCode(sibling.email);
    expect((await second.signIn(person.email, late)).error).toBeNull();
    expect((await first.signIn(person.email, early)).error).toBe("no_live_code");
    const alive = await db().select().from(loginCodes).where(isNull(loginCodes.usedAt));
    expect(alive.map(({ email }) => email)).toEqual([sibling.email]);
    expect((await other.signIn(sibling.email, others)).error).toBeNull();
  });

  test("of two codes of one address that are typed at once, one is taken", async () => {
    const someone = await makePerson(await makeTeam());
    const browsers = [new Browser(), new Browser()];
    const codes: string[] = [];
    for (const browser of browsers) codes.push(await browser.askForCode(someone.email));
    const answers = await Promise.all(browsers.map((browser, i) => browser.signIn(someone.email, codes[i] ?? "")));
    expect(answers.map(({ error }) => error).sort()).toEqual(["no_live_code", null]);
  });

  test("in another way ends the codes, too", async () => {
    const browser = new Browser();
    const code = await browser.askForCode(person.email);
    await startSession(nextRequest("/"), person.userId);
    expect((await browser.signIn(person.email, code)).error).toBe("no_live_code");
  });

  test("twenty right answers at once open one session", async () => {
    const browser = new Browser();
    const other = await makePerson(await makeTeam());
    const code = await browser.askForCode(other.email);
    const csrfToken = await browser.csrf();
    const fields = { email: other.email, code, csrfToken, json: "true" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.send("POST", "callback/code", fields)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(await db().$count(sessions, eq(sessions.userId, other.userId))).toBe(2);
  });

  test("says why a code was not taken, and sets no session cookie", async () => {
    const browser = new Browser();
    const code = await browser.askForCode(person.email);
    const bad = code === "000000" ? "000001" : "000000";
    expect((await browser.signIn(person.email, bad)).error).toBe("wrong_code");
    expect((await browser.signIn("someone@example.com", code)).error).toBe("no_live_code");
    const stranger = new Browser();
    expect((await stranger.signIn(person.email, code)).error).toBe("no_live_code");
    for (let i = 0; i < 4; i++) await browser.signIn(person.email, bad);
    expect((await browser.signIn(person.email, code)).error).toBe("too_many_tries");
    expect([...browser.jar.keys(), ...stranger.jar.keys()]).not.toContain("belfry.session");
  });

  test("needs next-auth's own token, a page of ours, and a small form", async () => {
    const browser = new Browser();
    const code = await browser.askForCode(person.email);
    const fields = { email: person.email, code, json: "true" };
    await browser.send("POST", "callback/code", { ...fields, csrfToken: "0".repeat(64) });
    const csrfToken = await browser.csrf();
    const foreign = { origin: "https://evil.example" };
    expect((await browser.send("POST", "callback/code", { ...fields, csrfToken }, foreign)).status).toBe(403);
    expect((await browser.send("POST", "callback/code", { ...fields, csrfToken }, {})).status).toBe(403);
    const json = { ...OURS, "content-type": "application/json" };
    expect((await browser.send("POST", "callback/code", { ...fields, csrfToken }, json)).status).toBe(415);
    const large = { ...fields, csrfToken, more: "x".repeat(9000) };
    expect((await browser.send("POST", "callback/code", large)).status).toBe(413);
    expect(browser.jar.has("belfry.session")).toBe(false);
    expect((await browser.signIn(person.email, code)).error).toBeNull();
  });
});

test("signing out ends the session row, so that a kept copy of the cookie is worth nothing", async () => {
  const browser = new Browser();
  await browser.signIn(person.email, await browser.askForCode(person.email));
  const kept = browser.jar.get("belfry.session");
  const sessionId = (await unsealSession(kept)) ?? "";
  expect(await (await browser.send("GET", "session")).json()).toMatchObject({ user: { email: person.email } });
  const answer = await browser.send("POST", "signout", { csrfToken: await browser.csrf(), json: "true" });
  expect(answer.headers.get("clear-site-data")).toBe('"cache"');
  expect(browser.jar.has("belfry.session")).toBe(false);
  expect(await findPerson(sessionId)).toBeUndefined();
  browser.jar.set("belfry.session", kept ?? "");
  expect(await (await browser.send("GET", "session")).json()).toEqual({});
  expect(browser.jar.has("belfry.session")).toBe(false);
});

test("while the database is away nobody loses a cookie, sees its words, or believes to have signed out", async () => {
  const browser = new Browser();
  await browser.signIn(person.email, await browser.askForCode(person.email));
  const code = await browser.askForCode(person.email);
  const form = { csrfToken: await browser.csrf(), json: "true" };
  const cookie = browser.jar.get("belfry.session");
  const away = await withoutDatabase(async () => [
    await browser.send("GET", "session"),
    await browser.send("POST", "callback/code", { ...form, email: person.email, code }),
    await browser.send("POST", "signout", form),
  ]);
  for (const response of away) {
    expect(response.status).toBe(503);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).not.toMatch(/query|select|update|login_codes|127\.0\.0\.1/i);
  }
  expect(browser.jar.get("belfry.session")).toBe(cookie);
  expect((await browser.signIn(person.email, code)).error).toBeNull();
});

async function withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
  const url = process.env.DATABASE_URL;
  await closeDatabase();
  process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
  try {
    return await work();
  } finally {
    await closeDatabase();
    process.env.DATABASE_URL = url;
  }
}

test("next-auth reads the cookie we seal", async () => {
  const browser = new Browser();
  const other = await makePerson(await makeTeam());
  browser.jar.set("belfry.session", await sealSession(other.sessionId, other.userId));
  expect(await (await browser.send("GET", "session")).json()).toMatchObject({ user: { email: other.email } });
  expect(await unsealSession(browser.jar.get("belfry.session"))).toBe(other.sessionId);
});

test.each([
  ["POST", "_log"],
  ["POST", "session"],
  ["POST", "signin/code"],
  ["GET", "signout"],
  ["GET", "verify-request"],
  ["GET", "callback/code"],
  ["POST", "callback/other"],
])("%s %s is shut", async (method, action) => {
  const response = await new Browser().send(method, action, method === "POST" ? {} : undefined);
  expect(response.status).toBe(404);
});
