import { randomInt } from "node:crypto";
import { and, eq, gt, isNotNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { type Actor, asPerson, type PersonActor, type UserActor } from "@/lib/auth/actor";
import { isSameDigest, mac } from "@/lib/crypto";
import { alertOperator } from "@/lib/email/operator-alert";
import { AppError } from "@/lib/errors";
import { perPerson } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { type Limit, refuseFlood, take } from "@/lib/http/limit";
import type * as api from "./contract";
import { getPhone } from "./phone";

const TOO_MANY = "Too many codes were asked for.";

export const CODE_SECONDS = 10 * 60;
const MAX_GUESSES = 5;

const perHour = (calls: number): Limit => ({ burst: calls, perSecond: calls / 3600 });
const PER_PERSON = perHour(5);
const PER_NUMBER = perHour(3);
const EVERYBODY = perHour(300);

export const newCode = (): string => randomInt(1_000_000).toString().padStart(6, "0");

/** Bound to the person and the number: a code proves nothing of another. */
export const codeHash = (userId: string, number: string, code: string): string =>
  mac("phone code", `${userId}:${number}:${code}`);

/**
 * Messages cost money, and annoy whoever has the number; but neither a number nor what all ask for together may be used
 * up by others, so that above what is usual the operator is told instead. Error: 429.
 */
export async function limitSending(person: PersonActor | UserActor, number: string): Promise<void> {
  await refuseFlood(perPerson("phone", person), PER_PERSON, TOO_MANY);
  await refuseFlood(perPerson("phone", person, number), PER_NUMBER, TOO_MANY);
  if ((await take("phone:everybody", EVERYBODY)) < 0) tellOperator();
}

function tellOperator(): void {
  const title = "Very many codes are sent by text message";
  const text = `More than ${EVERYBODY.burst} within an hour. Each costs money: look in Twilio's log who they go to.`;
  alertOperator({ key: "phone-codes", title, text }).catch(() => {});
}

/**
 * Compares a code with the one that was sent last. Each call is counted before it is compared, so that five are
 * compared at the most however many come at once. From then on the number gets messages. Error: 422 with
 * what is wrong.
 */
export async function verifyPhone(
  actor: Actor,
  { code }: Input<typeof api.verifyPhone>,
): Promise<Output<typeof api.verifyPhone>> {
  const { userId } = asPerson(actor);
  const [row] = await db()
    .update(phoneNumbers)
    .set({ attempts: sql`${phoneNumbers.attempts} + 1` })
    .where(
      and(
        eq(phoneNumbers.userId, userId),
        isNotNull(phoneNumbers.codeHash),
        lt(phoneNumbers.attempts, MAX_GUESSES),
        gt(phoneNumbers.codeExpiresAt, sql`clock_timestamp()`),
      ),
    )
    .returning();
  if (!row?.codeHash) throw wrong("This code does not work any more. Ask for a new one.");
  if (!isSameDigest(row.codeHash, codeHash(userId, row.number, code))) {
    const isLast = row.attempts >= MAX_GUESSES;
    throw wrong(isLast ? "That was one wrong try too many. Ask for a new code." : "That code is not right.");
  }
  const [verified] = await db()
    .update(phoneNumbers)
    .set({ codeHash: null, codeExpiresAt: null, verifiedAt: sql`clock_timestamp()` })
    .where(and(eq(phoneNumbers.userId, userId), eq(phoneNumbers.codeHash, row.codeHash)))
    .returning({ userId: phoneNumbers.userId });
  if (!verified) throw wrong("This code does not work any more. Ask for a new one.");
  return getPhone(actor);
}

const wrong = (message: string) =>
  new AppError("invalid", message, { details: [{ path: "code", message: message.replace(/\.$/, "") }] });
