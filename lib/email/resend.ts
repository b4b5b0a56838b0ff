import { Resend } from "resend";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { breakLookalikes } from "./encoded-word";
import { eachValue, MAIL_TIMEOUT_MS, type MailResult, type MailTransport, silent } from "./transport";

/** Answers that another try cannot mend. A refused key (401, 403) is not among them: an operator can mend it. */
const PERMANENT = new Set([400, 404, 405, 413, 422]);

/** Mail through the server at RESEND_BASE_URL, Resend itself by default. A repeated key is sent once. */
export function resendTransport(apiKey: string): MailTransport {
  const client = new Resend(apiKey);
  return {
    knowsKeys: true,
    async send({ idempotencyKey, isUrgent: _, ...content }, from, begin) {
      const headers = eachValue(content.headers, breakLookalikes);
      const written = { ...content, headers, from: breakLookalikes(from), subject: breakLookalikes(content.subject) };
      await begin();
      const answer = await client.emails
        .send(written, { idempotencyKey, signal: AbortSignal.timeout(MAIL_TIMEOUT_MS) })
        .catch(() => undefined);
      return answer ? resultOf(answer) : silent();
    },
  };
}

function resultOf(answer: Awaited<ReturnType<Resend["emails"]["send"]>>): MailResult {
  if (answer.data) return { ok: true, id: textOf(answer.data.id) ?? "" };
  // The SDK hands on whatever JSON came, a gateway's too: none of its fields is sure to be there.
  const { statusCode, message }: { statusCode?: unknown; message?: unknown } = answer.error ?? {};
  const status = Number.isInteger(statusCode) ? Number(statusCode) : null;
  const words = textOf(message) ?? "The mail provider refused without saying why.";
  const wait = retryAfterSeconds((name) => answer.headers?.[name]);
  const isPermanent = PERMANENT.has(status ?? 0);
  return { ok: false, isPermanent, status, message: words, ...(wait !== undefined && { retryAfterSeconds: wait }) };
}

/** Text as a column can hold it; undefined for anything else. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.replaceAll("\0", "") : undefined;
}
