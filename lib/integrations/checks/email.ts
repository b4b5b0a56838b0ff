import { createTransport } from "nodemailer";
import { Resend } from "resend";
import { smtpOptions } from "@/lib/email/smtp";
import { env } from "@/lib/env";
import { CHECK_MS, type Finding, failing, messageOf, ok } from "./finding";

/** Whether the mail provider knows us, and the sender's domain. Sends nothing. */
export async function checkEmail(): Promise<Finding> {
  const { RESEND_API_KEY, RESEND_BASE_URL, SMTP_URL, MAIL_FROM } = env();
  const domain = /@([^\s>]+)>?$/.exec(MAIL_FROM)?.[1] ?? "";
  if (RESEND_API_KEY) return checkResend(RESEND_API_KEY, RESEND_BASE_URL, domain);
  if (SMTP_URL) return checkSmtp(SMTP_URL);
  return failing("No mail provider is set up.", "Set RESEND_API_KEY, or SMTP_URL, and MAIL_FROM.");
}

async function checkResend(apiKey: string, baseUrl: string | undefined, domain: string): Promise<Finding> {
  const { data, error } = await new Resend(apiKey).domains.list().catch((cause: unknown) => ({
    data: null,
    error: { name: "application_error", statusCode: null, message: messageOf(cause) },
  }));
  if (error) return refusedBy(error, baseUrl);
  const found = data.data.find(({ name }) => domain === name || domain.endsWith(`.${name}`));
  if (found?.status === "verified") return ok(`Resend knows ${domain}, and it is verified.`);
  return failing(
    found ? `Resend has not verified ${found.name}: it is ${found.status}.` : `Resend does not know ${domain}.`,
    `Add ${domain} at resend.com/domains with its DNS records, or set MAIL_FROM to an address of a verified domain.`,
  );
}

function refusedBy(
  error: { name?: string; statusCode?: number | null; message?: string },
  baseUrl: string | undefined,
) {
  if (error.name === "restricted_api_key") {
    return ok("The key may send mail, and nothing else: whether the domain is verified cannot be seen with it.");
  }
  // A server that speaks only the sending part of Resend's API, as the one on this machine does.
  if (baseUrl && error.statusCode === 404) {
    const { host, hostname } = new URL(baseUrl);
    if (!/^(127\.|localhost$|\[::1\]$)/.test(hostname)) return ok(`The mail server at ${host} knows our key.`);
    return ok(
      "The mailbox on this machine takes every mail, and none leaves it.",
      "To reach people, set RESEND_API_KEY or SMTP_URL, and MAIL_FROM.",
    );
  }
  return failing(
    `The mail provider refused: ${error.message || "it did not answer"}`,
    "See that RESEND_API_KEY is one of a live Resend account.",
  );
}

async function checkSmtp(url: string): Promise<Finding> {
  const timeouts = { connectionTimeout: CHECK_MS, greetingTimeout: CHECK_MS, socketTimeout: CHECK_MS };
  const transporter = createTransport({ ...smtpOptions(url), pool: false, ...timeouts });
  const { host } = new URL(url);
  try {
    await transporter.verify();
    return ok(`The mail server at ${host} lets us in.`);
  } catch (error) {
    return failing(
      `The mail server at ${host} does not let us in: ${messageOf(error)}`,
      "See that SMTP_URL has the right host, port, user and password.",
    );
  } finally {
    transporter.close();
  }
}
