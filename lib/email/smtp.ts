import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import { Slots } from "@/lib/slots";
import { breakLookalikes, encodeLookalikes } from "./encoded-word";
import { eachValue, MAIL_TIMEOUT_MS, type Mail, type MailResult, type MailTransport, silent } from "./transport";

/** Below the limit most providers set for one client. */
const CONNECTIONS = 5;
/** Servers that look through a mail before they take it are slow; to cut them off would mean to send it twice. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * Mail over SMTP, on a few connections that are kept. SMTP knows no idempotency keys: a mail whose sender died between
 * the server's accept and our note of it goes out again, with the same Message-ID, by which mailboxes may know it.
 */
export function smtpTransport(url: string): MailTransport {
  const handOver = sender(url);
  const slots = new Slots(CONNECTIONS);
  return {
    atOnce: CONNECTIONS,
    knowsKeys: false,
    send: (mail, from, begin) =>
      slots.hold(async () => {
        await begin();
        return handOver(mail, from);
      }, mail.isUrgent),
  };
}

/** Hands over one mail, with a connection for each that is under way. */
function sender(url: string): (mail: Mail, from: string) => Promise<MailResult> {
  const transporter = createTransport(smtpOptions(url));
  transporter.use("stream", (mail, done) => {
    mail.message.build((error, bytes) => {
      if (!error) mail.message.createReadStream = () => readOnce(bytes, (mail.data as Watched).onHandedOver);
      done(error);
    });
  });
  return async (mail, from) => {
    const limit = new AbortController();
    let timer = setTimeout(() => limit.abort(), MAIL_TIMEOUT_MS);
    let isHandedOver = false;
    const watched: Watched = {
      onHandedOver() {
        isHandedOver = true;
        clearTimeout(timer);
        timer = setTimeout(() => limit.abort(), ANSWER_TIMEOUT_MS);
      },
    };
    const message = messageOf(mail, from);
    try {
      await transporter.sendMail({ ...message, ...watched, signal: limit.signal });
      return { ok: true, id: message.messageId };
    } catch (error) {
      return failureOf(error, isHandedOver);
    } finally {
      clearTimeout(timer);
    }
  };
}

interface Watched {
  onHandedOver: () => void;
}

/** Nobody reads it before the server has asked for the mail; when it has been read, only the answer is missing. */
const readOnce = (bytes: Buffer, onRead: () => void): Readable =>
  new Readable({
    read() {
      this.push(bytes);
      this.push(null);
    },
  }).once("end", onRead);

function messageOf(mail: Mail, from: string) {
  const author = addressOf(from);
  return {
    from: author,
    to: { name: "", address: mail.to },
    envelope: { from: author.address, to: [mail.to] },
    subject: encodeLookalikes(mail.subject),
    text: mail.text,
    html: mail.html,
    headers: eachValue(mail.headers, encodeLookalikes),
    messageId: messageIdOf(mail.idempotencyKey, author.address),
    disableFileAccess: true,
    disableUrlAccess: true,
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
    // Ours come first, and know whether a mail was handed over.
    socketTimeout: ANSWER_TIMEOUT_MS + 5_000,
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
function failureOf(error: unknown, isHandedOver: boolean): MailResult {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  const status = responseCode ?? null;
  // Handed over and not answered: what the server did with it nobody knows.
  const mayHaveArrived = isHandedOver && status === null;
  if (code === "EABORT" || code === "ETIMEDOUT") {
    return { ...silent(isHandedOver ? ANSWER_TIMEOUT_MS : MAIL_TIMEOUT_MS), mayHaveArrived };
  }
  const isAboutMail = code === "EENVELOPE" || code === "EMESSAGE";
  const isPermanent = isAboutMail && status !== null && status >= 500 && status !== 530;
  const words = message || "The mail server did not take the mail.";
  return { ok: false, isPermanent, status, message: words, mayHaveArrived };
}
