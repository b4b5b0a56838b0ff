import { Resend } from "resend";
import { env } from "@/lib/env";

export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
  /** The provider sends a mail with this key once, however often it is asked (Resend keeps keys for 24 h). */
  idempotencyKey: string;
}

export type MailResult =
  | { ok: true; id: string }
  | { ok: false; isPermanent: boolean; status: number | null; message: string; retryAfterSeconds?: number };

const TIMEOUT_MS = 12_000;

/** Answers that another try cannot mend. A refused key (401, 403) is not among them: an operator can mend it. */
const PERMANENT = new Set([400, 404, 405, 413, 422]);

let client: Resend | undefined;

/** Hands one mail to the provider at RESEND_BASE_URL (Resend itself by default). Never throws: the answer says what happened. */
export async function sendMail(mail: Mail): Promise<MailResult> {
  const { RESEND_API_KEY, MAIL_FROM } = env();
  if (!RESEND_API_KEY) return { ok: false, isPermanent: true, status: null, message: "RESEND_API_KEY is not set." };
  client ??= new Resend(RESEND_API_KEY);
  const { idempotencyKey, ...content } = mail;
  // A subject is one line: a tab or another control character would have the whole mail refused.
  const subject = content.subject.replace(/\p{Cc}+/gu, " ");
  const answer = await client.emails
    .send({ from: MAIL_FROM, ...content, subject }, { idempotencyKey, signal: AbortSignal.timeout(TIMEOUT_MS) })
    .catch(() => undefined);
  if (!answer) {
    return {
      ok: false,
      isPermanent: false,
      status: null,
      message: `The mail provider did not answer within ${TIMEOUT_MS / 1000} s.`,
    };
  }
  if (answer.data) return { ok: true, id: textOf(answer.data.id) ?? "" };
  // The SDK hands on whatever JSON came, a gateway's too: none of its fields is sure to be there.
  const { statusCode, message }: { statusCode?: unknown; message?: unknown } = answer.error ?? {};
  const status = Number.isInteger(statusCode) ? Number(statusCode) : null;
  return {
    ok: false,
    isPermanent: PERMANENT.has(status ?? 0),
    status,
    message: textOf(message) ?? "The mail provider refused without saying why.",
    ...retryAfter(answer.headers ?? null),
  };
}

/** Text as a column can hold it; undefined for anything else. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.replaceAll("\0", "") : undefined;
}

function retryAfter(headers: Record<string, string> | null): { retryAfterSeconds?: number } {
  const seconds = Number(headers?.["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: Math.min(Math.max(seconds, 1), 3600) } : {};
}
