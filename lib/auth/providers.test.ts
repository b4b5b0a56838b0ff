import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { sessions } from "@/db/schema/auth";
import { accounts, users } from "@/db/schema/users";
import { handleAuth } from "@/lib/auth/handler";
import { listProviders } from "@/lib/auth/providers";
import { findPerson, unsealSession } from "@/lib/auth/session";
import { useDatabase } from "@/tests/database";
import { inRequest, nextRequest } from "@/tests/next-scope";
import { makePerson, makeTeam } from "@/tests/people";

useDatabase();

/** Listening before any setting is read. */
const provider = await vi.hoisted(async () => {
  const { startOAuthServer } = await import("@/tests/oauth-server");
  const server = await startOAuthServer();
  for (const name of ["GOOGLE", "SLACK", "GITHUB"]) {
    process.env[`${name}_CLIENT_ID`] = `${name.toLowerCase()}-id`;
    process.env[`${name}_CLIENT_SECRET`] = "provider-secret";
  }
  Object.assign(process.env, { GOOGLE_ISSUER: server.url, SLACK_ISSUER: server.url, GITHUB_URL: server.url });
  return server;
});
afterAll(() => provider.close());

let person: Awaited<ReturnType<typeof makePerson>>;
let made = 0;
beforeEach(async () => {
  person = await makePerson(await makeTeam());
  provider.isDown = false;
  provider.identity = { sub: `${++made}`, name: "Ann", email: person.email.toUpperCase(), isVerified: true };
});

const OURS = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

/** A browser with a cookie jar that goes to a provider and comes back. */
class Browser {
  readonly jar = new Map<string, string>();

  async send(path: string, fields?: Record<string, string>, headers: Record<string, string> = OURS) {
    const body = fields && new URLSearchParams(fields).toString();
    const form = body !== undefined && {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
    };
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const method = fields ? "POST" : "GET";
    const request = nextRequest(`/api/auth/${path}`, { method, headers: { cookie, ...form, ...headers }, body });
    const params = Promise.resolve({ nextauth: path.split("?")[0]?.split("/") ?? [] });
    const response = await inRequest(request, () => handleAuth(request, { params }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return response;
  }

  /** Presses the provider's button: where the browser is sent. */
  async leave(id: string, callbackUrl = "http://localhost:3000/notifications?w=x"): Promise<string> {
    const { csrfToken } = (await (await this.send("csrf")).json()) as { csrfToken: string };
    const response = await this.send(`signin/${id}`, { csrfToken, callbackUrl, json: "true" });
    return ((await response.json()) as { url: string }).url;
  }

  /** There and back again. Answers where the person ends up, and whose session the browser holds. */
  async signIn(id: string, callbackUrl?: string) {
    return this.comeBack(id, provider.agree(await this.leave(id, callbackUrl)));
  }

  async comeBack(id: string, back: URL) {
    // The browser comes from another site, by following a link.
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const response = await this.send(`callback/${id}${back.search}`, undefined, headers);
    const sessionId = await unsealSession(this.jar.get("belfry.session"));
    const actor = sessionId ? await findPerson(sessionId) : undefined;
    return { location: response.headers.get("location"), userId: actor?.userId };
  }
}

test("offers those whose id and secret are set", () => {
  expect(listProviders()).toEqual([
    { id: "google", name: "Google" },
    { id: "github", name: "GitHub" },
    { id: "slack", name: "Slack" },
  ]);
});

describe.each(["google", "github", "slack"])("%s", (id) => {
  test("signs in the person of the address it has verified, links them, and leads on", async () => {
    const { location, userId } = await new Browser().signIn(id);
    expect([location, userId]).toEqual(["http://localhost:3000/notifications?w=x", person.userId]);
    const [row] = await db().select().from(accounts).where(eq(accounts.userId, person.userId));
    expect(row).toMatchObject({ provider: id, providerAccountId: provider.identity.sub, email: person.email });
  });

  test("once linked, finds the same person under another verified address", async () => {
    await new Browser().signIn(id);
    provider.identity.email = "married@example.com";
    expect((await new Browser().signIn(id)).userId).toBe(person.userId);
  });

  test("does not link by an address it has not verified, not even of somebody linked", async () => {
    provider.identity.isVerified = false;
    const refused = { location: "http://localhost:3000/sign-in?error=unverified_email", userId: undefined };
    expect(await new Browser().signIn(id)).toEqual(refused);
    expect(await db().$count(accounts, eq(accounts.userId, person.userId))).toBe(0);
  });

  test("makes no account for somebody unknown", async () => {
    provider.identity.email = "stranger@example.com";
    const before = await db().$count(users);
    expect(await new Browser().signIn(id)).toEqual({
      location: "http://localhost:3000/sign-in?error=unknown_person",
      userId: undefined,
    });
    expect([await db().$count(users), await db().$count(sessions)]).toEqual([before, expect.any(Number)]);
  });

  test("a provider that is down is said to be, at either end", async () => {
    const browser = new Browser();
    const back = provider.agree(await browser.leave(id));
    provider.isDown = true;
    expect((await browser.comeBack(id, back)).location).toBe("http://localhost:3000/sign-in?error=provider_failed");
    if (id !== "github") expect(await new Browser().leave(id)).toContain("error=OAuthSignin");
  });

  test("an answer meant for another browser, or used before, opens nothing", async () => {
    const mine = new Browser();
    const back = provider.agree(await mine.leave(id));
    const theirs = new Browser();
    await theirs.leave(id);
    const refused = { location: "http://localhost:3000/sign-in?error=provider_failed", userId: undefined };
    expect(await theirs.comeBack(id, back)).toEqual(refused);
    expect((await mine.comeBack(id, back)).userId).toBe(person.userId);
    const again = new Browser();
    for (const [name, value] of mine.jar) if (name !== "belfry.session") again.jar.set(name, value);
    expect(await again.comeBack(id, back)).toEqual(refused);
  });
});

test("comes back to our own pages only", async () => {
  const { location } = await new Browser().signIn("google", "https://evil.example/");
  expect(new URL(location ?? "").origin).toBe("http://localhost:3000");
});

test("ten at once link once, and each is signed in", async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => new Browser().signIn("google")));
  expect(new Set(answers.map((answer) => answer.userId))).toEqual(new Set([person.userId]));
  expect(await db().$count(accounts, eq(accounts.userId, person.userId))).toBe(1);
});

test("a person who cancels is told that it did not work, and a provider we do not use is shut", async () => {
  const browser = new Browser();
  await browser.leave("google");
  const cancelled = await browser.send("callback/google?error=access_denied", undefined, {});
  expect(cancelled.headers.get("location")).toBe("http://localhost:3000/sign-in?error=provider_failed");
  expect((await browser.send("callback/gitlab?code=1")).status).toBe(404);
  expect((await browser.send("signin/gitlab", {})).status).toBe(404);
});
