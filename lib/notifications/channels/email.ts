import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { sha256 } from "@/lib/crypto";
import { type MailResult, mailTransport, sendMail } from "@/lib/email/send";
import { env } from "@/lib/env";
import { stopUrls } from "../preferences/unsubscribe-link";
import { defineChannel, HOUR_SECONDS, type Outcome, type Outgoing } from "./define";
import { digestItems } from "./email-digest-items";
import type { Letter } from "./email-letters";
import { absoluteLink } from "./shared/deep-link";

/** E-mail through Resend's API, or whatever speaks it at RESEND_BASE_URL, or over SMTP, which knows no keys. */
export const email = defineChannel({
  id: "email",
  addressesOf: sql`SELECT id AS user_id, email AS address FROM users`,
  worthSendingSeconds: 72 * HOUR_SECONDS,
  atOnce: () => mailTransport()?.atOnce,
  repeats: () => (mailTransport()?.knowsKeys === false ? "may_duplicate" : "keyed"),
  send: async (outgoing, begin) => toOutcome(await sendMail(await compose(outgoing), begin)),
});

/** Stand in a letter for the links that differ from person to person; nobody can write one into what is sent. */
const [INBOX, STOP] = [placeholder(), placeholder()];
const KEPT_LETTERS = 100;
/** More than anybody reads at once. */
const DIGEST_ITEMS = 50;

const letters = new Map<string, Promise<Letter>>();

function placeholder(): string {
  return `https://${randomBytes(16).toString("hex")}.invalid/`;
}

/** Loaded when the first mail is written: the templates weigh more than all else that an event needs. */
const writer = () => import("./email-letters");

async function compose(outgoing: Outgoing) {
  const { about, letter } = outgoing.digestId
    ? await digest(outgoing, outgoing.digestId)
    : { about: outgoing.title, letter: await letterFor(outgoing) };
  const inbox = inboxUrl(outgoing);
  const stop = stopOf(outgoing);
  const filled = (text: string, write: (url: string) => string) =>
    text.replaceAll(INBOX, () => write(inbox)).replaceAll(STOP, () => write(stop?.page ?? ""));
  const html = filled(letter.html, (url) => url.replaceAll("&", "&amp;"));
  const subject = `[${outgoing.workspace.name}] ${about}`;
  return {
    to: outgoing.address,
    subject,
    html,
    text: filled(letter.text, (url) => url),
    headers: {
      ...(outgoing.notificationId && { "X-Belfry-Notification": outgoing.notificationId }),
      ...(stop && {
        "List-Unsubscribe": `<${stop.oneClick}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
    tags: [{ name: "category", value: "notification" }],
    // The fingerprint: a provider refuses a known key with a changed body, and the mail would be lost.
    idempotencyKey: `${outgoing.deliveryId}:${sha256([outgoing.address, subject, html].join("\n")).slice(0, 16)}`,
  };
}

/** A digest is stopped as a whole, another mail by its type; a place of the workspace's is its admins' to stop. */
function stopOf({ userId, workspace, digestId, type }: Outgoing) {
  if (!userId) return null;
  const about = digestId ? ({ scope: "all", key: "" } as const) : ({ scope: "type", key: type } as const);
  return stopUrls({ userId, workspaceId: workspace.id, ...about });
}

async function digest(outgoing: Outgoing, digestId: string) {
  const items = await digestItems(digestId);
  const { workspace } = outgoing;
  const [first] = items;
  const about = first && items.length === 1 ? first.title : `${items.length} notifications`;
  const letter = await (await writer()).writeDigest({
    workspace,
    heading: about,
    items: items.slice(0, DIGEST_ITEMS).map(({ label, title, body, notificationId }) => {
      return { label, title, body, url: inboxUrl({ ...outgoing, notificationId }) };
    }),
    more: Math.max(0, items.length - DIGEST_ITEMS),
    inboxUrl: INBOX,
    stopUrl: STOP,
  });
  return { about: `Digest: ${about}`, letter };
}

/** Rendered once for all who are told the same: rendering costs more than everything else about a mail. */
function letterFor({ workspace, label, title, body, userId, link }: Outgoing): Promise<Letter> {
  const content = {
    workspace: { name: workspace.name },
    label,
    title,
    body,
    openUrl: link ? absoluteLink(link, workspace) : INBOX,
    stopUrl: userId ? STOP : null,
  };
  const key = JSON.stringify(content);
  const known = letters.get(key);
  if (known) return known;
  const letter = writer().then(({ writeEvent }) => writeEvent({ ...content, inboxUrl: INBOX }));
  letter.catch(() => letters.delete(key));
  letters.set(key, letter);
  const [oldest] = letters.keys();
  if (letters.size > KEPT_LETTERS && oldest) letters.delete(oldest);
  return letter;
}

/** The notification itself, or for a digest or a place of the workspace's the whole inbox. */
const inboxUrl = ({ workspace, notificationId }: Outgoing) =>
  `${env().BELFRY_URL}/notifications?w=${encodeURIComponent(workspace.slug)}${notificationId ? `&n=${notificationId}` : ""}`;

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
    mayHaveArrived: result.mayHaveArrived,
  };
}
