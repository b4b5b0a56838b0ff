import { render } from "@react-email/render";
import { sql } from "drizzle-orm";
import { sha256 } from "@/lib/auth/secret";
import { env } from "@/lib/env";
import { type MailResult, sendMail } from "@/lib/mailer";
import { defineChannel, type Outcome, type Outgoing } from "./define";
import { EventEmail } from "./event-email";

/** E-mail through Resend's API, or whatever speaks it at RESEND_BASE_URL. */
export const email = defineChannel({
  id: "email",
  addressesOf: sql`SELECT id AS user_id, email AS address FROM users`,
  send: async (outgoing) => toOutcome(await sendMail(await compose(outgoing))),
});

async function compose(outgoing: Outgoing) {
  const page = <EventEmail {...outgoing} inboxUrl={inboxUrl(outgoing)} openUrl={openUrl(outgoing)} />;
  const [html, text] = [await render(page), await render(page, { plainText: true })];
  const subject = `[${outgoing.workspace.name}] ${outgoing.title}`;
  return {
    to: outgoing.address,
    subject,
    html,
    text,
    headers: { "X-Belfry-Notification": outgoing.notificationId },
    tags: [{ name: "category", value: "notification" }],
    // The fingerprint: a provider refuses a known key with a changed body, and the mail would be lost.
    idempotencyKey: `${outgoing.deliveryId}:${sha256([outgoing.address, subject, html].join("\n")).slice(0, 16)}`,
  };
}

const inboxUrl = ({ workspace, notificationId }: Outgoing) =>
  `${env().BELFRY_URL}/notifications?w=${encodeURIComponent(workspace.slug)}&n=${notificationId}`;

/** The event's own link made absolute; our own pages get the workspace, so that they open in the right one. */
function openUrl(outgoing: Outgoing): string {
  if (!outgoing.link) return inboxUrl(outgoing);
  const url = new URL(outgoing.link, env().BELFRY_URL);
  if (outgoing.link.startsWith("/") && !url.searchParams.has("w")) url.searchParams.set("w", outgoing.workspace.slug);
  return url.href;
}

function toOutcome(result: MailResult): Outcome {
  if (result.ok) return { kind: "sent", providerId: result.id };
  const status = result.status ?? undefined;
  if (result.isPermanent) return { kind: "failed", error: result.message, status };
  return {
    kind: "retry",
    error: result.message,
    status,
    afterSeconds: result.retryAfterSeconds,
    isThrottled: status === 429,
  };
}
