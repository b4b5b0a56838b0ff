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

/** Hands one mail to a provider. Never throws, and answers within `MAIL_TIMEOUT_MS`. */
export type MailTransport = (mail: Mail, from: string) => Promise<MailResult>;

export const eachValue = (headers: Mail["headers"], write: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, write(value)]));

export const MAIL_TIMEOUT_MS = 12_000;

export const refused = (message: string): MailResult => ({ ok: false, isPermanent: true, status: null, message });

export const silent = (): MailResult => ({
  ok: false,
  isPermanent: false,
  status: null,
  message: `The mail provider did not answer within ${MAIL_TIMEOUT_MS / 1000} s.`,
});
