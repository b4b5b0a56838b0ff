import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { breakLookalikes, encodeLookalikes } from "./encoded-word";
import { eachValue, MAIL_TIMEOUT_MS, type MailResult, type MailTransport, silent } from "./transport";

/** Below the limit most providers set for one client. */
const CONNECTIONS = 5;

/**
 * Mail over SMTP, on a few connections that are kept. SMTP knows no idempotency keys: a mail whose sender died between
 * the server's accept and our note of it goes out again, with the same Message-ID, by which mailboxes may know it.
 */
export function smtpTransport(url: string): MailTransport {
  const transporter = createTransport(smtpOptions(url));
  return async (mail, from): Promise<MailResult> => {
    const sender = addressOf(from);
    const messageId = messageIdOf(mail.idempotencyKey, sender.address);
    try {
      await transporter.sendMail({
        from: sender,
        to: { name: "", address: mail.to },
        envelope: { from: sender.address, to: [mail.to] },
        subject: encodeLookalikes(mail.subject),
        text: mail.text,
        html: mail.html,
        headers: eachValue(mail.headers, encodeLookalikes),
        messageId,
        disableFileAccess: true,
        disableUrlAccess: true,
        // A mail still waiting for a connection is taken back; one on its way loses its connection.
        signal: AbortSignal.timeout(MAIL_TIMEOUT_MS),
      });
      return { ok: true, id: messageId };
    } catch (error) {
      return failureOf(error);
    }
  };
}

/** nodemailer's options for an smtp:// or smtps:// address. A password goes nowhere in clear but to this machine. */
export function smtpOptions(url: string) {
  const { hostname, username } = new URL(url);
  const isOnThisMachine = hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
  return {
    url,
    pool: true as const,
    maxConnections: CONNECTIONS,
    requireTLS: username !== "" && !isOnThisMachine,
    connectionTimeout: MAIL_TIMEOUT_MS - 2_000,
    greetingTimeout: MAIL_TIMEOUT_MS - 2_000,
    socketTimeout: MAIL_TIMEOUT_MS - 2_000,
    socketCloseTimeout: 1_000,
  };
}

/** The same for every try of a mail, and telling nothing of it. */
function messageIdOf(idempotencyKey: string, sender: string): string {
  const digest = createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 40);
  return `<${digest}@${sender.slice(sender.lastIndexOf("@") + 1)}>`;
}

function addressOf(from: string): { name: string; address: string } {
  const [, name = "", address = from] = /^(.*)<([^<>]+)>$/.exec(from) ?? [];
  // Not encoded here: nodemailer would put that between quotes, where not all programs decode it.
  return { name: breakLookalikes(name.trim()), address: address.trim() };
}

/** 5xx about this very mail is final. A refused login, a broken connection or a bad greeting can be mended. */
function failureOf(error: unknown): MailResult {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  if (code === "EABORT" || code === "ETIMEDOUT") return silent();
  const status = responseCode ?? null;
  const isAboutMail = code === "EENVELOPE" || code === "EMESSAGE";
  const isPermanent = isAboutMail && status !== null && status >= 500 && status !== 530;
  return { ok: false, isPermanent, status, message: message || "The mail server did not take the mail." };
}
