import { randomInt } from "node:crypto";
import { and, desc, eq, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { loginCodes } from "@/db/schema/auth";
import { users } from "@/db/schema/users";
import { uuidv7 } from "@/db/uuid";
import type { Actor } from "@/lib/auth/actor";
import { challengeCookie, challengeHash, newChallenge } from "@/lib/auth/challenge";
import { addressOf, networkOf } from "@/lib/auth/client-address";
import type { CodeRefusal } from "@/lib/auth/constants";
import type * as api from "@/lib/auth/contract";
import { emailSchema } from "@/lib/auth/contract";
import { isSameDigest, mac, seal } from "@/lib/crypto";
import type { Input, Output } from "@/lib/http/endpoint";
import { type Limit, refuseFlood } from "@/lib/http/limit";
import type { RequestContext } from "../http/request-context";
import { codeMailQueue } from "./code-mail-queue";

const TOO_MANY = "Too many codes were asked for.";

const CODE_SECONDS = 10 * 60;
const MAX_GUESSES = 5;

const per15Minutes = (calls: number): Limit => ({ burst: calls, perSecond: calls / (15 * 60) });
const PER_ADDRESS = per15Minutes(5);
const PER_NETWORK = per15Minutes(30);
const EVERYBODY = per15Minutes(500);

/**
 * Makes a six-digit code for an address, to be mailed by `codeMailQueue`, and hands the browser the challenge that
 * the code is bound to. Does the same work and gives the same answer for an address nobody here has. Errors: 429
 * when this address, this network or everybody together asked for too many.
 */
export async function requestSignInCode(
  _actor: Actor,
  { email }: Input<typeof api.requestSignInCode>,
  { request, headers }: RequestContext,
): Promise<Output<typeof api.requestSignInCode>> {
  // The narrowest source first: a flood from one network must not use up what others share.
  const address = addressOf(request.headers);
  await refuseFlood(`sign-in:network:${address ? networkOf(address) : "unknown"}`, PER_NETWORK, TOO_MANY);
  await refuseFlood(`sign-in:address:${email}`, PER_ADDRESS, TOO_MANY);
  await refuseFlood("sign-in:everybody", EVERYBODY, TOO_MANY);

  const id = uuidv7();
  const code = randomInt(1_000_000).toString().padStart(6, "0");
  const challenge = newChallenge();
  await db()
    .insert(loginCodes)
    .values({
      id,
      email,
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
        lt(loginCodes.attempts, MAX_GUESSES),
        isNull(loginCodes.usedAt),
        gt(loginCodes.expiresAt, sql`clock_timestamp()`),
      ),
    )
    .returning({ id: loginCodes.id, codeHash: loginCodes.codeHash, attempts: loginCodes.attempts });
  if (!row) return { refusal: await refusalOf(newest) };
  if (isSameDigest(row.codeHash, hashOf(row.id, given.code))) return redeem(email.data, row.id);
  return { refusal: row.attempts < MAX_GUESSES ? "wrong_code" : "too_many_tries" };
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
    .select({ attempts: loginCodes.attempts })
    .from(loginCodes)
    .where(and(sql`${loginCodes.id} = (${newest})`, isNull(loginCodes.usedAt)));
  return row && row.attempts >= MAX_GUESSES ? "too_many_tries" : "no_live_code";
}

/** Bound to its row, so that equal codes have unlike hashes. */
const hashOf = (id: string, code: string) => mac("sign-in code", `${id}:${code}`);
