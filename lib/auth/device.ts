import { randomBytes, randomInt } from "node:crypto";
import { and, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { deviceLogins } from "@/db/schema/auth";
import { transact } from "@/db/transaction";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { bearerOf } from "@/lib/auth/bearer";
import { addressOf } from "@/lib/auth/client-address";
import type * as api from "@/lib/auth/device-contract";
import { USER_CODE_LENGTH, USER_CODE_LETTERS } from "@/lib/auth/device-contract";
import { openSession, SESSION_SECONDS } from "@/lib/auth/session";
import { mac, sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { perNetwork, perPerson } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { type Limit, refuseFlood, take } from "@/lib/http/limit";
import type { RequestContext } from "../http/request-context";

const TOO_MANY = "Too many tries.";

const LOGIN_SECONDS = 10 * 60;
/** How long a program waits between two questions, and how many it may be ahead of that. */
const INTERVAL_SECONDS = 2;
const POLLS: Limit = { burst: 3, perSecond: 1 / INTERVAL_SECONDS };

const per15Minutes = (calls: number): Limit => ({ burst: calls, perSecond: calls / (15 * 60) });
const STARTS = per15Minutes(30);
/** What one person may type: of 20⁸ codes, with a handful alive, nobody finds one that is not theirs. */
const GUESSES = per15Minutes(20);

/** A program asks for a person. Error: 429 when its network asked too often. */
export async function startDeviceLogin(
  _actor: Actor,
  { clientName }: Input<typeof api.startDeviceLogin>,
  { request }: RequestContext,
): Promise<Output<typeof api.startDeviceLogin>> {
  await refuseFlood(perNetwork("device", request), STARTS, TOO_MANY);
  const deviceCode = randomBytes(32).toString("base64url");
  const letters = Array.from(
    { length: USER_CODE_LENGTH },
    () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)],
  );
  const userCode = letters.join("");
  // Nobody asks for these any more.
  await db().delete(deviceLogins).where(lt(deviceLogins.expiresAt, sql`clock_timestamp() - interval '1 day'`));
  await db()
    .insert(deviceLogins)
    .values({
      deviceHash: sha256(deviceCode),
      userCodeHash: hashOf(userCode),
      clientName,
      expiresAt: sql`clock_timestamp() + make_interval(secs => ${LOGIN_SECONDS})`,
    });
  const shown = `${userCode.slice(0, 4)}-${userCode.slice(4)}`;
  const verificationUri = `${env().BELFRY_URL}/device`;
  return {
    deviceCode,
    userCode: shown,
    verificationUri,
    verificationUriComplete: `${verificationUri}?code=${shown}`,
    expiresInSeconds: LOGIN_SECONDS,
    intervalSeconds: INTERVAL_SECONDS,
  };
}

/**
 * Hands the program its session, once, when its person has let it in. Errors (400): `authorization_pending`,
 * `slow_down`, `access_denied`; `expired_token` also for a code that was used or never given out.
 */
export async function requestDeviceToken(
  _actor: Actor,
  { deviceCode }: Input<typeof api.requestDeviceToken>,
  { request }: RequestContext,
): Promise<Output<typeof api.requestDeviceToken>> {
  const ours = eq(deviceLogins.deviceHash, sha256(deviceCode));
  const [login] = await db().select({ deniedAt: deviceLogins.deniedAt }).from(deviceLogins).where(and(ours, isAlive));
  if (!login) throw new AppError("expired_token", "This sign-in was used, or has run out. Start again.");
  // By what this program alone knows.
  if ((await take(`device:poll:${sha256(deviceCode)}`, POLLS)) < 0)
    throw new AppError("slow_down", `Ask every ${INTERVAL_SECONDS} seconds at the most.`);
  if (login.deniedAt) throw new AppError("access_denied", "The sign-in was refused in the browser.");
  const sessionId = await transact(async (tx) => {
    const [used] = await tx
      .update(deviceLogins)
      .set({ usedAt: sql`clock_timestamp()` })
      .where(and(ours, isAlive, isNotNull(deviceLogins.approvedAt)))
      .returning({ userId: deviceLogins.userId, clientName: deviceLogins.clientName });
    if (!used?.userId) return undefined;
    return openSession(used.userId, { userAgent: used.clientName, address: addressOf(request.headers) }, tx);
  });
  if (!sessionId) throw new AppError("authorization_pending", "Nobody has let this program in yet.");
  return { accessToken: bearerOf(sessionId), tokenType: "Bearer", expiresInSeconds: SESSION_SECONDS, sessionId };
}

/** The program that waits under this code. Errors: 404 none does (any more); 429 after too many tries. */
export async function getDeviceLogin(
  actor: Actor,
  { userCode }: Input<typeof api.getDeviceLogin>,
): Promise<Output<typeof api.getDeviceLogin>> {
  await limitGuesses(actor);
  const [login] = await db().select().from(deviceLogins).where(isOpen(userCode));
  if (!login) throw noSuchCode();
  const { clientName, createdAt, expiresAt } = login;
  return { clientName, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

/** Lets it in as this person, or refuses it; the first word holds. Errors: see `getDeviceLogin`. */
export async function decideDeviceLogin(
  actor: Actor,
  { userCode, approve }: Input<typeof api.decideDeviceLogin>,
): Promise<Output<typeof api.decideDeviceLogin>> {
  const { userId } = await limitGuesses(actor);
  const now = sql`clock_timestamp()`;
  const [login] = await db()
    .update(deviceLogins)
    .set(approve ? { userId, approvedAt: now } : { deniedAt: now })
    .where(isOpen(userCode))
    .returning({ clientName: deviceLogins.clientName });
  if (!login) throw noSuchCode();
  return { done: true, clientName: login.clientName };
}

const isAlive = and(isNull(deviceLogins.usedAt), gt(deviceLogins.expiresAt, sql`clock_timestamp()`));

const isOpen = (userCode: string) =>
  and(
    eq(deviceLogins.userCodeHash, hashOf(userCode)),
    isAlive,
    isNull(deviceLogins.approvedAt),
    isNull(deviceLogins.deniedAt),
  );

/** Under the instance's secret: of so few letters, a bare digest would be no secret. */
const hashOf = (userCode: string) => mac("device user code", userCode);

const noSuchCode = () =>
  new AppError("not_found", "No program waits under this code. Codes live for ten minutes: start again.");

async function limitGuesses(actor: Actor) {
  const person = asPerson(actor);
  await refuseFlood(perPerson("device:guess", person), GUESSES, TOO_MANY);
  return person;
}
