export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
  /** The provider sends a mail with this key once, however often it is asked (Resend keeps keys for 24 h). */
  idempotencyKey: string;
  /** Somebody waits for it in front of a page: it goes before all that wait for a connection. */
  isUrgent?: boolean;
}

/** `mayHaveArrived`: it was handed over, no answer came, and the provider would not know a repeat. */
export type MailResult =
  | { ok: true; id: string }
  | {
      ok: false;
      isPermanent: boolean;
      status: number | null;
      message: string;
      retryAfterSeconds?: number;
      mayHaveArrived?: boolean;
    };

/** Asked when a mail has its turn, right before anything of it leaves. Throws Withdrawn when it must not. */
export type Begin = () => Promise<void>;

export interface MailTransport {
  /** How many mails it carries at the same time; undefined: as many as come. */
  readonly atOnce?: number;
  /** Whether a repeated `idempotencyKey` is sent once. */
  readonly knowsKeys: boolean;
  /** Hands one mail to a provider. Throws nothing but what `begin` throws; limits count from its turn. */
  send(mail: Mail, from: string, begin: Begin): Promise<MailResult>;
}

/** For all that goes before a mail is handed over; where the answer comes at once, for that too. */
export const eachValue = (headers: Mail["headers"], write: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, write(value)]));

export const MAIL_TIMEOUT_MS = 12_000;

export const refused = (message: string): MailResult => ({ ok: false, isPermanent: true, status: null, message });

export const silent = (afterMs = MAIL_TIMEOUT_MS): Extract<MailResult, { ok: false }> => ({
  ok: false,
  isPermanent: false,
  status: null,
  message: `The mail provider did not answer within ${afterMs / 1000} s.`,
});
