import { and, eq, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { loginCodes } from "@/db/schema/people";
import { inngest } from "@/inngest/client";
import { codeRequested } from "@/inngest/events";
import { composeCodeMail } from "@/lib/auth/code-email";
import { unseal } from "@/lib/auth/secret";
import { log } from "@/lib/log";
import { type MailResult, sendMail } from "@/lib/mailer";

/** Waits between tries, in seconds; a code lives ten minutes, so there is no use in more. */
const RETRY_SECONDS = [30, 120];
/** Longer than one try can take: a row whose sender died is due again after it. */
const LEASE_SECONDS = 60;
const BATCH = 10;
const WAKE_MS = 100;

let isWaking = false;

/** Wakes the mailing job, once for all codes asked for within 100 ms and after their answers have gone out. */
export function wakeMailing(): void {
  if (isWaking) return;
  isWaking = true;
  setTimeout(() => {
    isWaking = false;
    // A lost wake-up is only a delay: the job looks each minute by itself.
    inngest.send(codeRequested.create({})).catch((error: unknown) => log.warn({ err: error }, "wake-up not sent"));
  }, WAKE_MS).unref();
}

/** Mails every code that is due, and forgets those nobody may use any more. Returns how many went out. */
export async function sendDueCodes(): Promise<{ sent: number }> {
  await forgetDead();
  let sent = 0;
  for (;;) {
    const due = await claim();
    if (due.length === 0) return { sent };
    const results = await Promise.all(due.map(sendOne));
    sent += results.filter(Boolean).length;
  }
}

type Due = Pick<typeof loginCodes.$inferSelect, "id" | "email" | "userId" | "sealedCode" | "sendAttempts">;

/** Takes the next due rows under a lease, each by one worker only. */
function claim(): Promise<Due[]> {
  const due = db()
    .select({ id: loginCodes.id })
    .from(loginCodes)
    .where(and(eq(loginCodes.state, "pending"), sql`${loginCodes.nextSendAt} <= clock_timestamp()`))
    .orderBy(loginCodes.nextSendAt)
    .limit(BATCH)
    .for("update", { skipLocked: true });
  return db()
    .update(loginCodes)
    .set({ sendAttempts: sql`${loginCodes.sendAttempts} + 1`, nextSendAt: after(LEASE_SECONDS) })
    .where(sql`${loginCodes.id} = ANY(ARRAY(${due}))`)
    .returning({
      id: loginCodes.id,
      email: loginCodes.email,
      userId: loginCodes.userId,
      sealedCode: loginCodes.sealedCode,
      sendAttempts: loginCodes.sendAttempts,
    });
}

async function sendOne(row: Due): Promise<boolean> {
  if (!row.userId || !row.sealedCode) {
    await settle(row, { state: "skipped", sealedCode: null });
    return false;
  }
  const result = await mailCode(row, row.sealedCode).catch(unsendable);
  await settle(row, outcomeOf(row, result));
  return result.ok;
}

async function mailCode(row: Due, sealedCode: string): Promise<MailResult> {
  const mail = await composeCodeMail(unseal("sign-in code", row.id, sealedCode));
  const tags = [{ name: "category", value: "sign-in" }];
  return sendMail({ to: row.email, ...mail, tags, idempotencyKey: row.id });
}

/** A code sealed under another secret cannot be opened; it must not hold up those behind it. */
function unsendable(error: unknown): MailResult {
  log.error({ err: error }, "a sign-in code could not be composed");
  return { ok: false, isPermanent: true, status: null, message: "The code could not be composed." };
}

function outcomeOf(row: Due, result: MailResult): Partial<typeof loginCodes.$inferInsert> | ReturnType<typeof again> {
  if (result.ok) return { state: "sent", sealedCode: null, lastError: null };
  const lastError = result.message.slice(0, 1000);
  // A full provider is no fault of this mail's: the try does not count.
  if (result.status === 429) return again(row.sendAttempts - 1, result.retryAfterSeconds ?? 30, lastError);
  const wait = RETRY_SECONDS[row.sendAttempts - 1];
  if (result.isPermanent || wait === undefined) return { state: "failed", sealedCode: null, lastError };
  return again(row.sendAttempts, wait, lastError);
}

const again = (sendAttempts: number, seconds: number, lastError: string) => ({
  sendAttempts,
  lastError,
  nextSendAt: after(seconds),
});

/** Writes the outcome of one try, unless another worker took the row over meanwhile. */
async function settle(row: Due, outcome: ReturnType<typeof outcomeOf>): Promise<void> {
  await db()
    .update(loginCodes)
    .set(outcome)
    .where(
      and(eq(loginCodes.id, row.id), eq(loginCodes.state, "pending"), eq(loginCodes.sendAttempts, row.sendAttempts)),
    );
}

/** A dead code is never mailed, its text is erased at once and its row after a day. */
async function forgetDead(): Promise<void> {
  await db()
    .update(loginCodes)
    .set({
      state: "failed",
      sealedCode: null,
      lastError: sql`coalesce(${loginCodes.lastError}, 'ran out before it was sent')`,
    })
    .where(and(eq(loginCodes.state, "pending"), sql`${loginCodes.expiresAt} <= clock_timestamp()`));
  await db()
    .delete(loginCodes)
    .where(lt(loginCodes.createdAt, after(-24 * 60 * 60)));
}

const after = (seconds: number) => sql`clock_timestamp() + make_interval(secs => ${seconds})`;
