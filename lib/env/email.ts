import { z } from "zod";
import { documented, httpUrl, optional, orElse, sender, smtpUrl } from "./schema";

export const email = {
  RESEND_API_KEY: documented(optional(z.string()), {
    about: "a Resend key; wins over SMTP_URL, because Resend sends a repeated mail once",
  }),
  RESEND_BASE_URL: documented(optional(httpUrl), {
    about: "another server that speaks Resend's API",
  }),
  RESEND_WEBHOOK_SECRET: documented(optional(z.string().regex(/^whsec_/, "starts with whsec_")), {
    about: "the signing secret of a Resend webhook at <BELFRY_URL>/api/webhooks/resend: what bounces is then known",
  }),
  SMTP_URL: documented(optional(smtpUrl), {
    about: "a mail server: smtps:// is TLS from the start; smtp:// with a password needs STARTTLS",
    example: "smtps://user:password@mail.example.com",
  }),
  MAIL_FROM: documented(orElse(sender, "Belfry <belfry@localhost.invalid>"), {
    about: "the sender; must be set with SMTP_URL",
    example: "Belfry <belfry@example.com>",
  }),
  SYSTEM_ALERT_EMAIL: documented(optional(z.email()), {
    about:
      "the operator's address: gets a mail when a system job fails or a provider keeps refusing, once an hour each",
    example: "ops@example.com",
  }),
};
