import { render, toPlainText } from "@react-email/render";
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

/** Stands in a letter for the one link that differs from person to person. */
const INBOX = "https://inbox.invalid/";
const KEPT_LETTERS = 100;

type Letter = Promise<{ html: string; text: string }>;
const letters = new Map<string, Letter>();

async function compose(outgoing: Outgoing) {
  const letter = await letterFor(outgoing);
  const inbox = inboxUrl(outgoing);
  const html = letter.html.replaceAll(INBOX, inbox.replaceAll("&", "&amp;"));
  const subject = `[${outgoing.workspace.name}] ${outgoing.title}`;
  return {
    to: outgoing.address,
    subject,
    html,
    text: letter.text.replaceAll(INBOX, inbox),
    ...(outgoing.notificationId && { headers: { "X-Belfry-Notification": outgoing.notificationId } }),
    tags: [{ name: "category", value: "notification" }],
    // The fingerprint: a provider refuses a known key with a changed body, and the mail would be lost.
    idempotencyKey: `${outgoing.deliveryId}:${sha256([outgoing.address, subject, html].join("\n")).slice(0, 16)}`,
  };
}

/** Rendered once for all who are told the same: rendering costs more than everything else about a mail. */
function letterFor({ workspace, label, title, body, ...outgoing }: Outgoing): Letter {
  const content = {
    workspace: { name: workspace.name },
    label,
    title,
    body,
    openUrl: openUrl({ ...outgoing, workspace }),
  };
  const key = JSON.stringify(content);
  const known = letters.get(key);
  if (known) return known;
  const letter = render(<EventEmail {...content} inboxUrl={INBOX} />).then((html) => ({
    html,
    text: toPlainText(html),
  }));
  letter.catch(() => letters.delete(key));
  letters.set(key, letter);
  const [oldest] = letters.keys();
  if (letters.size > KEPT_LETTERS && oldest) letters.delete(oldest);
  return letter;
}

/** The notification itself, or for a place of the workspace's everybody's own inbox. */
const inboxUrl = ({ workspace, notificationId }: Outgoing) =>
  `${env().BELFRY_URL}/notifications?w=${encodeURIComponent(workspace.slug)}${notificationId ? `&n=${notificationId}` : ""}`;

/** The event's own link made absolute; our own pages get the workspace, so that they open in the right one. */
function openUrl(outgoing: Pick<Outgoing, "link" | "workspace">): string {
  if (!outgoing.link) return INBOX;
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
