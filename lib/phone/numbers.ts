import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { isSmsConfigured, type SmsResult, sendSms } from "@/lib/sms/send";
import { CODE_SECONDS, codeHash, limitSending, newCode } from "./codes";
import type * as api from "./contract";
import { getPhone } from "./phone";

/**
 * Sends a code to a number and keeps both, until it is verified or replaced. Nothing is kept of a number that cannot
 * be written to. Errors: 409 another number is verified, or somebody with that phone has texted STOP; 422 no phone
 * that can get messages; 429; 503 where no messages can be sent, or not just now.
 */
export async function addPhone(
  actor: Actor,
  { number }: Input<typeof api.addPhone>,
): Promise<Output<typeof api.addPhone>> {
  const person = asPerson(actor);
  const { userId } = person;
  if (!isSmsConfigured()) throw new AppError("unavailable", "Text messages are not set up on this server.");
  await limitSending(person, number);
  await refuseStopped(number);
  const code = newCode();
  await keep(userId, number, code);
  const result = await sendSms({ to: number, body: codeMessage(code) });
  // Perhaps it was sent: then it can be typed, and else asked for again.
  if (result.kind !== "sent" && result.kind !== "unknown") {
    await forgetUnsent(userId, number);
    throw refusalOf(result);
  }
  return getPhone(actor);
}

/** Forgets a person's number, verified or not. */
export async function removePhone(actor: Actor): Promise<Output<typeof api.removePhone>> {
  await db()
    .delete(phoneNumbers)
    .where(eq(phoneNumbers.userId, asPerson(actor).userId));
  return getPhone(actor);
}

async function refuseStopped(number: string): Promise<void> {
  const [stopped] = await db()
    .select({ userId: phoneNumbers.userId })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.number, number), isNotNull(phoneNumbers.stoppedAt)))
    .limit(1);
  if (stopped) throw hasStopped();
}

async function keep(userId: string, number: string, code: string): Promise<void> {
  const values = {
    number,
    codeHash: codeHash(userId, number, code),
    codeExpiresAt: sql`clock_timestamp() + make_interval(secs => ${CODE_SECONDS})`,
    attempts: 0,
    stoppedAt: null,
  };
  const [kept] = await db()
    .insert(phoneNumbers)
    .values({ userId, ...values })
    .onConflictDoUpdate({ target: phoneNumbers.userId, set: values, setWhere: isNull(phoneNumbers.verifiedAt) })
    .returning({ userId: phoneNumbers.userId });
  if (!kept) throw new AppError("conflict", "You have a number already. Remove it first, then add the other one.");
}

async function forgetUnsent(userId: string, number: string): Promise<void> {
  await db()
    .delete(phoneNumbers)
    .where(and(eq(phoneNumbers.userId, userId), eq(phoneNumbers.number, number), isNull(phoneNumbers.verifiedAt)));
}

/** The last line is for the phone itself: by it, it offers the code where that host asks for one, and nowhere else. */
function codeMessage(code: string): string {
  const { host } = new URL(env().BELFRY_URL);
  return `${code} is your Belfry code. It works for ten minutes; give it to nobody.\n\n@${host} #${code}`;
}

function refusalOf(result: Exclude<SmsResult, { kind: "sent" | "unknown" }>): AppError {
  if (result.kind === "stopped") return hasStopped();
  if (result.kind === "refused" && (result.code ?? 0) in PROBLEMS) {
    const message = PROBLEMS[result.code ?? 0] ?? "";
    return new AppError("invalid", `The number ${message}.`, { details: [{ path: "number", message }] });
  }
  return new AppError("unavailable", "No message can be sent to this number just now. Try again in a few minutes.", {
    headers: { "retry-after": "60" },
  });
}

/** Twilio's reasons that lie in the number. */
const PROBLEMS: Record<number, string> = {
  21211: "is not a phone number that exists",
  21217: "is not a phone number that exists",
  21214: "cannot be reached",
  21408: "is in a country this server does not send messages to",
  21612: "cannot be reached from this server's number",
  21614: "is not a mobile phone's",
};

const hasStopped = () =>
  new AppError(
    "conflict",
    "That phone has texted STOP, so nothing is sent to it. Text START to the same number first.",
  );
