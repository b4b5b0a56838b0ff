import { createHash } from "node:crypto";
import type { Agent as HttpsAgent } from "node:https";
import { sql } from "drizzle-orm";
import type webpush from "web-push";
import type { WebPushError } from "web-push";
import { db } from "@/db/client";
import type { Priority } from "@/db/enums";
import { egressAgent } from "@/lib/egress/agent";
import { EgressError, PUSH_HOSTS } from "@/lib/egress/target";
import { env } from "@/lib/env";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { type LinkPolicy, safeLink } from "@/lib/links";
import { unreadOf } from "../devices/badge";
import { receiptFor } from "../devices/receipts";
import { defineChannel, HOUR_SECONDS, type Outcome, type Outgoing } from "./define";
import { retireDevice } from "./shared/retire-device";
import { type PushFacts, pushPayload } from "./web-push-payload";

const TIMEOUT_MS = 10_000;
/** What a browser has not fetched in a day is in the inbox anyway. */
const TTL_SECONDS = 24 * HOUR_SECONDS;
const URGENCY: Record<Priority, webpush.Urgency> = { low: "low", normal: "normal", high: "high", urgent: "high" };

/** Push messages to browsers (RFC 8030, 8291, 8292). */
export const webPush = defineChannel({
  id: "web_push",
  addressesOf: sql`SELECT user_id, address FROM devices WHERE platform = 'web' AND failures = 0`,
  // One push service that is down must not hold up the others'.
  credential: { owner: "instance", key: sql`split_part(d.address, '/', 3)` },
  worthSendingSeconds: TTL_SECONDS,
  send,
  retire: retireDevice,
});

async function send(outgoing: Outgoing, begin: () => Promise<void>): Promise<Outcome> {
  const { WEB_PUSH_VAPID_PUBLIC_KEY: publicKey, WEB_PUSH_VAPID_PRIVATE_KEY: privateKey } = env();
  if (!publicKey || !privateKey) {
    return { kind: "skipped", error: "WEB_PUSH_VAPID_PUBLIC_KEY and WEB_PUSH_VAPID_PRIVATE_KEY are not set." };
  }
  const target = await findTarget(outgoing);
  if (!target) return { kind: "gone", error: "The browser was removed, or is somebody else's by now." };
  const facts = factsOf(outgoing, target);
  const { default: library } = await import("web-push");
  await begin();
  const agent = egressAgent({ hosts: PUSH_HOSTS }) as HttpsAgent;
  try {
    const sending = library.sendNotification(
      { endpoint: outgoing.address, keys: target.keys },
      pushPayload(outgoing, facts),
      {
        vapidDetails: { subject: subjectOf(env()), publicKey, privateKey },
        TTL: TTL_SECONDS,
        urgency: URGENCY[outgoing.priority],
        topic: facts.tag,
        timeout: TIMEOUT_MS,
        agent,
      },
    );
    const { statusCode, headers } = await inTime(sending);
    return { kind: "sent", status: statusCode, providerId: idIn(headers) ?? outgoing.deliveryId };
  } catch (error) {
    const { host } = new URL(outgoing.address);
    return error instanceof library.WebPushError ? outcomeOfStatus(error, host) : outcomeOf(error, host);
  } finally {
    agent.destroy();
  }
}

interface Target extends LinkPolicy, Record<string, unknown> {
  keys: { p256dh: string; auth: string };
  seq: string | null;
  unread: string;
}

/** The browser, if it is still this person's, and what is true at this moment: what they have unread, where links may lead. */
async function findTarget({ address, userId, workspace, notificationId }: Outgoing): Promise<Target | undefined> {
  const { rows } = await db().execute<Target>(sql`
    SELECT dv.keys, w.product_url AS "productUrl", w.link_hosts AS "linkHosts",
      (SELECT seq FROM notifications WHERE id = ${notificationId}::uuid) AS seq,
      ${unreadOf(sql`dv.user_id`)} AS unread
    FROM devices dv, workspaces w
    WHERE dv.address = ${address} AND dv.user_id = ${userId} AND dv.platform = 'web' AND w.id = ${workspace.id}`);
  return rows[0];
}

function factsOf(outgoing: Outgoing, target: Target): PushFacts {
  const { notificationId, workspace, subject, deliveryId } = outgoing;
  const home = `/notifications?w=${encodeURIComponent(workspace.slug)}`;
  const fallback = notificationId ? `${home}&n=${notificationId}` : home;
  const given = (outgoing.link && safeLink(outgoing.link, target)) || fallback;
  const isOurs = given.startsWith("/");
  return {
    link: isOurs ? withWorkspace(given, workspace.slug) : given,
    fallback,
    hosts: isOurs ? [] : [new URL(given).host],
    tag: digest(subject ? `${workspace.id} ${subject.kind} ${subject.id}` : (notificationId ?? deliveryId)),
    seq: target.seq === null ? null : Number(target.seq),
    unread: Number(target.unread),
    receipt: receiptFor(deliveryId),
    origin: env().BELFRY_URL,
  };
}

/** Our own pages say which workspace they mean. */
function withWorkspace(path: string, slug: string): string {
  const url = new URL(path, "https://belfry.invalid");
  if (!url.searchParams.has("w")) url.searchParams.set("w", slug);
  // `/.//host` is a path, but what is left of it without the dot would be a host.
  return `${url.pathname.replace(/^\/+/, "/")}${url.search}${url.hash}`;
}

/** 32 letters of base64url: what a Topic header may hold. */
const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 32);

/** Whom a push service may ask about our messages. */
function subjectOf({ WEB_PUSH_VAPID_SUBJECT, BELFRY_URL, MAIL_FROM }: ReturnType<typeof env>): string {
  if (WEB_PUSH_VAPID_SUBJECT) return WEB_PUSH_VAPID_SUBJECT;
  return BELFRY_URL.startsWith("https://") ? BELFRY_URL : `mailto:${/<([^>]+)>/.exec(MAIL_FROM)?.[1] ?? MAIL_FROM}`;
}

class LateError extends Error {}

/** The library's own limit begins with the connection; looking up the name, and an answer in drops, count too. */
async function inTime<T>(sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError()), TIMEOUT_MS);
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(error: unknown, host: string): Outcome {
  if (error instanceof EgressError) {
    return { kind: error.problem === "refused" ? "failed" : "retry", error: error.message };
  }
  const isLate = error instanceof LateError || (error instanceof Error && error.message === "Socket timeout");
  if (isLate) return { kind: "retry", error: `${host} did not answer within ${TIMEOUT_MS / 1000} s.` };
  const why = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : "unknown error");
  return { kind: "retry", error: `${host} cannot be reached (${why}).` };
}

function outcomeOfStatus({ statusCode: status, headers }: WebPushError, host: string): Outcome {
  if (status === 404 || status === 410) {
    return { kind: "gone", status, error: `${host} says that the subscription has ended (${status}).` };
  }
  const afterSeconds = retryAfterSeconds((name) => headers[name]);
  if (status === 429) {
    // By RFC 8030 it is about one subscription.
    const error = `${host} asks for a slower pace.`;
    return { kind: "retry", status, error, isThrottled: true, isPlaceOnly: true, afterSeconds };
  }
  if (status >= 500 || status === 408) {
    return { kind: "retry", status, error: `${host} answered ${status}.`, afterSeconds };
  }
  return { kind: "failed", status, error: `${host} refused the message (${status}).` };
}

const idIn = (headers: Record<string, string>): string | undefined => headers.location?.slice(0, 500);
