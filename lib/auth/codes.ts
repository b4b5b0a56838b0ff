import { randomInt } from "node:crypto";
import { and, desc, eq, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { loginCodes } from "@/db/schema/auth";
import { users } from "@/db/schema/users";
import { uuidv7 } from "@/db/uuid";
import type { Actor } from "@/lib/auth/actor";
import { challengeCookie, challengeHash, newChallenge } from "@/lib/auth/challenge";
import type { CodeRefusal } from "@/lib/auth/constants";
import type * as api from "@/lib/auth/contract";
import { emailSchema } from "@/lib/auth/contract";
import { isSameDigest, mac, seal } from "@/lib/crypto";
import { perBrowser, perNetwork } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { type Limit, refuseFlood, take } from "@/lib/http/limit";
import type { RequestContext } from "../http/request-context";
import { codeMailQueue } from "./code-mail-queue";
import { knownBrowserOf } from "./known-browser";

const TOO_MANY = "Too many codes were asked for.";

const CODE_SECONDS = 10 * 60;
const MAX_GUESSES = 5;
/** So many codes an hour for one address and people are just forgetful. */
const USUAL_CODES = 20;

const per15Minutes = (calls: number): Limit => ({ burst: calls, perSecond: calls / (15 * 60) });
const PER_BROWSER = per15Minutes(5);
const PER_ADDRESS = per15Minutes(5);
const PER_NETWORK = per15Minutes(30);
/** Remembers for a day or so how often a network has asked for an address; refuses nobody. */
const TURNS: Limit = { burst: 1000, perSecond: 20 / 86_400 };

/**
 * Makes a six-digit code for an address, to be mailed by `codeMailQueue`, and hands the browser the challenge that
 * the code is bound to. Does the same work and gives the same answer for an address nobody here has. Error: 429
 * when this browser, where it is known, or else its network asked for too many.
 */
export async function requestSignInCode(
  _actor: Actor,
  { email }: Input<typeof api.requestSignInCode>,
  { request, headers }: RequestContext,
): Promise<Output<typeof api.requestSignInCode>> {
  const turn = await takeTurn(request, email);
  const id = uuidv7();
  const code = randomInt(1_000_000).toString().padStart(6, "0");
  const challenge = newChallenge();
  await db()
    .insert(loginCodes)
    .values({
      id,
      email,
      turn,
      userId: sql`(SELECT ${users.id} FROM ${users} WHERE ${users.email} = ${email})`,
      challengeHash: challengeHash(challenge),
      codeHash: hashOf(id, code),
      sealedCode: seal("sign-in code", id, code),
      expiresAt: sql`clock_timestamp() + make_interval(secs => ${CODE_SECONDS})`,
    });
  headers.append("set-cookie", challengeCookie(challenge, CODE_SECONDS));
  codeMailQueue.wake();
  return { sent: true, expiresInSeconds: CODE_SECONDS };
}

/** Who asks for an address seldom is mailed before those who ask often, and a browser of its person's at once. */
async function takeTurn(request: Request, email: string): Promise<number> {
  const browser = knownBrowserOf(request, email);
  if (browser) {
    await refuseFlood(perBrowser("sign-in:browser", browser), PER_BROWSER, TOO_MANY);
    return 0;
  }
  await refuseFlood(perNetwork("sign-in:network", request), PER_NETWORK, TOO_MANY);
  await refuseFlood(perNetwork("sign-in:address", request, email), PER_ADDRESS, TOO_MANY);
  return TURNS.burst - (await take(perNetwork("sign-in:turn", request, email), TURNS));
}

/**
 * How often a code is compared. Strangers in many networks can have many made for one address, and guess at each: then
 * one that was mailed counts twice, and one that still waits for its mail not at all.
 */
const guesses = sql<number>`CASE
  WHEN ${loginCodes.turn} = 0 OR (SELECT count(*) FROM login_codes others WHERE others.email = ${loginCodes.email}
    AND others.created_at > clock_timestamp() - interval '1 hour') <= ${USUAL_CODES} THEN ${MAX_GUESSES}
  WHEN ${loginCodes.sendAttempts} > 0 THEN 2 ELSE 0 END`;

/**
 * Compares a code with the newest one that this browser (`challenge`) asked for under this address. Each call is
 * counted before it is compared, so that five are compared at the most however many come at once; the right code
 * is taken once. Never throws for bad input.
 */
export async function verifySignInCode(given: {
  email: string;
  code: string;
  challenge: string | undefined;
}): Promise<{ userId: string } | { refusal: CodeRefusal }> {
  const email = emailSchema.safeParse(given.email);
  if (!email.success || !given.challenge) return { refusal: "no_live_code" };
  const newest = db()
    .select({ id: loginCodes.id })
    .from(loginCodes)
    .where(and(eq(loginCodes.email, email.data), eq(loginCodes.challengeHash, challengeHash(given.challenge))))
    .orderBy(desc(loginCodes.createdAt), desc(loginCodes.id))
    .limit(1);
  const [row] = await db()
    .update(loginCodes)
    .set({ attempts: sql`${loginCodes.attempts} + 1` })
    .where(
      and(
        eq(loginCodes.id, newest),
        lt(loginCodes.attempts, guesses),
        isNull(loginCodes.usedAt),
        gt(loginCodes.expiresAt, sql`clock_timestamp()`),
      ),
    )
    .returning({ id: loginCodes.id, codeHash: loginCodes.codeHash, attempts: loginCodes.attempts, guesses });
  if (!row) return { refusal: await refusalOf(newest) };
  if (isSameDigest(row.codeHash, hashOf(row.id, given.code))) return redeem(email.data, row.id);
  return { refusal: row.attempts < row.guesses ? "wrong_code" : "too_many_tries" };
}

async function redeem(email: string, id: string): Promise<{ userId: string } | { refusal: CodeRefusal }> {
  const used = (await endCodes(email)).find((code) => code.id === id);
  if (!used) return { refusal: "no_live_code" };
  return used.userId ? { userId: used.userId } : { refusal: "wrong_code" };
}

/**
 * Ends every code of an address, also those on their way: whoever has signed in needs none of them, and a mailbox keeps
 * what it gets. Of two that are typed at once one is found alive.
 */
export const endCodes = (email: string | SQL) =>
  db()
    .update(loginCodes)
    .set({ usedAt: sql`clock_timestamp()`, sealedCode: null })
    .where(and(eq(loginCodes.email, email), isNull(loginCodes.usedAt)))
    .returning({ id: loginCodes.id, userId: loginCodes.userId });

async function refusalOf(newest: { getSQL(): ReturnType<typeof sql> }): Promise<CodeRefusal> {
  const [row] = await db()
    .select({ isUsedUp: sql<boolean>`${loginCodes.attempts} > 0 AND ${loginCodes.attempts} >= ${guesses}` })
    .from(loginCodes)
    .where(and(sql`${loginCodes.id} = (${newest})`, isNull(loginCodes.usedAt)));
  return row?.isUsedUp ? "too_many_tries" : "no_live_code";
}

/** Bound to its row, so that equal codes have unlike hashes. */
const hashOf = (id: string, code: string) => mac("sign-in code", `${id}:${code}`);
