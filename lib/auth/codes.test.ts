import { desc, eq, sql } from "drizzle-orm";
import { Client } from "pg";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { loginCodes } from "@/db/schema/auth";
import { rateBuckets } from "@/db/schema/limits";
import { users } from "@/db/schema/users";
import { requestSignInCode, verifySignInCode } from "@/lib/auth/codes";
import * as secret from "@/lib/crypto";
import { AppError } from "@/lib/errors";
import { useDatabase } from "@/tests/database";

vi.mock("@/lib/crypto", { spy: true });

useDatabase();

const KNOWN = "mara@example.com";
const UNKNOWN = "nobody@example.com";

beforeAll(async () => {
  await db().insert(users).values({ email: KNOWN, name: "Mara", handle: "mara" });
});
beforeEach(async () => {
  await db().delete(rateBuckets);
  await db().delete(loginCodes);
});

/** Asks as a browser would; returns the answer, the challenge it got, and the code that would be mailed. */
async function ask(email: string, from = "203.0.113.7") {
  const request = new Request("http://localhost:3000/api/sign-in/code", { headers: { "x-forwarded-for": from } });
  const headers = new Headers();
  const answer = await requestSignInCode({ kind: "nobody" }, { email }, { request, headers });
  const cookie = headers.get("set-cookie") ?? "";
  const challenge = /^belfry\.challenge=([\w-]{22});/.exec(cookie)?.[1];
  const [row] = await db()
    .select()
    .from(loginCodes)
    .where(eq(loginCodes.email, email))
    .orderBy(desc(loginCodes.createdAt))
    .limit(1);
  if (!row?.sealedCode || !challenge) throw new Error("no code was made");
  const code = secret.unseal("sign-in code", row.id, row.sealedCode);
  return { answer, cookie, challenge, code, row };
}

const wrong = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, "0");
const attemptsOf = async (id: string) =>
  (await db().select().from(loginCodes).where(eq(loginCodes.id, id)))[0]?.attempts;

describe("asking for a code", () => {
  test("makes six digits that are stored as a keyed hash, and a cookie only this browser holds", async () => {
    const { answer, cookie, code, row } = await ask(KNOWN);
    expect(answer).toEqual({ sent: true, expiresInSeconds: 600 });
    expect(code).toMatch(/^\d{6}$/);
    expect(cookie).toMatch(/; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
    expect(JSON.stringify(row)).not.toContain(code);
  });

  test("does the same for an address nobody has: answer, headers, statements and row", async () => {
    const statements = vi.spyOn(Client.prototype, "query");
    const known = await ask(KNOWN);
    const forKnown = statements.mock.calls.length;
    expect(forKnown).toBeGreaterThan(3);
    statements.mockClear();
    const unknown = await ask(UNKNOWN);
    expect(statements.mock.calls.length).toBe(forKnown);
    expect(unknown.answer).toEqual(known.answer);
    expect(unknown.cookie.replace(unknown.challenge, "")).toBe(known.cookie.replace(known.challenge, ""));
    expect(unknown.row.state).toBe(known.row.state);
    expect(known.row.userId).not.toBeNull();
    expect(unknown.row.userId).toBeNull();
  });

  test("is refused after five for one address from one network, whether it is known or not, and others go on", async () => {
    for (const email of [KNOWN, UNKNOWN]) {
      for (let i = 0; i < 5; i++) await ask(email, "198.51.100.1");
      const refusal = await ask(email, "198.51.100.1").catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(AppError);
      expect(refusal).toMatchObject({ status: 429, options: { headers: { "retry-after": "180" } } });
      await ask(email, "198.51.100.2");
    }
    expect(await db().$count(loginCodes)).toBe(12);
  });

  test("is refused after thirty from one network, an IPv6 one being a /64, and others go on", async () => {
    for (let i = 0; i < 30; i++) await ask(`p${i}@example.com`, `2001:db8:0:1::${i + 1}`);
    await expect(ask("p30@example.com", "2001:db8:0:1:ffff::1")).rejects.toMatchObject({ status: 429 });
    await ask("p30@example.com", "2001:db8:0:2::1");
  });
});

describe("trading a code", () => {
  test("works once, for the browser that asked", async () => {
    const { code, challenge, row } = await ask(KNOWN);
    expect(await verifySignInCode({ email: ` ${KNOWN.toUpperCase()} `, code, challenge })).toEqual({
      userId: row.userId,
    });
    expect(await verifySignInCode({ email: KNOWN, code, challenge })).toEqual({ refusal: "no_live_code" });
  });

  test("compares five of 200 guesses that come at once, and not even the right one after them", async () => {
    const { code, challenge, row } = await ask(KNOWN);
    const compare = vi.mocked(secret.isSameDigest);
    compare.mockClear();
    const guess = { email: KNOWN, code: wrong(code), challenge };
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => verifySignInCode(guess)));
    expect(compare).toHaveBeenCalledTimes(5);
    expect(verdicts.filter((verdict) => "refusal" in verdict && verdict.refusal === "wrong_code")).toHaveLength(4);
    expect(await attemptsOf(row.id)).toBe(5);
    expect(await verifySignInCode({ email: KNOWN, code, challenge })).toEqual({ refusal: "too_many_tries" });
    expect(compare).toHaveBeenCalledTimes(5);
  });

  test("is won by one of twenty right answers that come at once", async () => {
    const { code, challenge, row } = await ask(KNOWN);
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, () => verifySignInCode({ email: KNOWN, code, challenge })),
    );
    expect(verdicts.filter((verdict) => "userId" in verdict)).toEqual([{ userId: row.userId }]);
  });

  test("another browser can neither use a code nor burn it", async () => {
    const { code, challenge, row } = await ask(KNOWN);
    const stranger = await ask(KNOWN);
    await db()
      .update(loginCodes)
      .set({ createdAt: sql`clock_timestamp() + interval '1 s'` })
      .where(eq(loginCodes.id, row.id));
    for (const other of [stranger.challenge, secret.sha256(challenge).slice(0, 22), "", undefined]) {
      for (let i = 0; i < 6; i++) {
        expect(await verifySignInCode({ email: KNOWN, code, challenge: other })).not.toHaveProperty("userId");
      }
    }
    expect(await attemptsOf(row.id)).toBe(0);
    expect(await verifySignInCode({ email: KNOWN, code, challenge })).toEqual({ userId: row.userId });
  });

  test("a code is one address's: another address with the same challenge finds nothing", async () => {
    const { code, challenge } = await ask(KNOWN);
    expect(await verifySignInCode({ email: UNKNOWN, code, challenge })).toEqual({ refusal: "no_live_code" });
  });

  test("ends by the database's clock, whatever ours says", async () => {
    const { code, challenge, row } = await ask(KNOWN);
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ["Date"] });
    try {
      expect(await verifySignInCode({ email: KNOWN, code: wrong(code), challenge })).toEqual({ refusal: "wrong_code" });
    } finally {
      vi.useRealTimers();
    }
    await db().update(loginCodes).set({ expiresAt: sql`clock_timestamp()` }).where(eq(loginCodes.id, row.id));
    expect(await verifySignInCode({ email: KNOWN, code, challenge })).toEqual({ refusal: "no_live_code" });
  });

  test("tells nothing about an unknown address, not even to somebody who guesses its code", async () => {
    for (const email of [KNOWN, UNKNOWN]) {
      const { code, challenge } = await ask(email);
      const heard = [];
      for (let i = 0; i < 6; i++) heard.push(await verifySignInCode({ email, code: wrong(code), challenge }));
      expect(heard.map((verdict) => "refusal" in verdict && verdict.refusal)).toEqual([
        ...Array(4).fill("wrong_code"),
        ...Array(2).fill("too_many_tries"),
      ]);
    }
    const { code, challenge } = await ask(UNKNOWN);
    expect(await verifySignInCode({ email: UNKNOWN, code, challenge })).toEqual({ refusal: "wrong_code" });
  });
});
