import { env } from "@/lib/env";
import { outsideText } from "@/lib/outside-text";
import { refuseWhenStopping } from "@/lib/shutdown";
import { resendTransport } from "./resend";
import { smtpTransport } from "./smtp";
import { type Begin, eachValue, type Mail, type MailResult, type MailTransport, refused } from "./transport";

export type { Mail, MailResult };

const ADDRESS = /^[^\s<>@,;:"\\()[\]\p{Cc}]+@[^\s<>@,;:"\\()[\]\p{Cc}]+$/u;
const HEADER_NAME = /^[A-Za-z0-9-]+$/;

let known: MailTransport | undefined;

/** What mails go out by; undefined when nothing is configured. */
export const mailTransport = (): MailTransport | undefined => (known ??= configured());

/**
 * Hands one mail to the provider: Resend's API when RESEND_API_KEY is set (it sends a repeated mail once), else the
 * server at SMTP_URL. The answer says what happened; thrown is only what `begin` throws, which by default lets nothing
 * begin in a process that ends.
 */
export async function sendMail(mail: Mail, begin: Begin = refuseWhenStopping): Promise<MailResult> {
  const transport = mailTransport();
  if (!transport) return refused("Neither RESEND_API_KEY nor SMTP_URL is set.");
  if (!ADDRESS.test(mail.to)) return refused("The recipient is not one e-mail address.");
  if (!Object.keys(mail.headers ?? {}).every((name) => HEADER_NAME.test(name)))
    return refused("A header's name is not one.");
  const safe = {
    subject: oneLine(mail.subject),
    headers: eachValue(mail.headers, oneLine),
  };
  const result = await transport.send({ ...mail, ...safe }, env().MAIL_FROM, begin);
  return result.ok ? result : { ...result, message: outsideText(result.message) };
}

function configured(): MailTransport | undefined {
  const { RESEND_API_KEY, SMTP_URL } = env();
  if (RESEND_API_KEY) return resendTransport(RESEND_API_KEY);
  return SMTP_URL ? smtpTransport(SMTP_URL) : undefined;
}

/** What somebody wrote must not begin a header of its own. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, " ");
