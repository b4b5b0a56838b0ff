import { env } from "@/lib/env";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { log } from "@/lib/log";
import { type Http2Answer, Http2Origin } from "./http2-origin";
import { jwt } from "./jwt";
import { fitted, type PushMessage, type PushResult, TTL_SECONDS, tagOf } from "./message";

const HOSTS = { production: "https://api.push.apple.com", sandbox: "https://api.sandbox.push.apple.com" };
export type ApnsEnvironment = keyof typeof HOSTS;

/** Apple takes a token for an hour, and refuses those who make a new one more often than every twenty minutes. */
const KEPT_MS = 40 * 60_000;
const LEAST_MS = 20 * 60_000;

const LEVELS = { low: "passive", normal: "active", high: "active", urgent: "time-sensitive" } as const;

interface Settings {
  keyId: string;
  teamId: string;
  key: string;
  bundleId: string;
}

const origins = new Map<string, Http2Origin>();
let minted: { token: string; at: number } | undefined;

/** Hands one message to Apple's push service. Never throws, and answers within ten seconds. */
export async function sendToApple(message: PushMessage, environment: ApnsEnvironment): Promise<PushResult> {
  const settings = settingsOf();
  if ("error" in settings) return { kind: "not_configured", ...settings };
  try {
    const headers = headersOf(message, settings);
    return resultOf(message, await originOf(environment).request(headers, fitted(message, payloadOf)));
  } catch (error) {
    return { kind: "retry", error: error instanceof Error ? error.message : "Apple's push service cannot be reached." };
  }
}

/** Whether a token can be made of the key. Never throws; asks nobody, since Apple has nothing to ask. */
export function checkApns(): { ok: boolean; message: string } {
  const settings = settingsOf();
  if ("error" in settings) return { ok: false, message: settings.error };
  try {
    tokenFor(settings);
    return { ok: true, message: `Key ${settings.keyId} signs for ${settings.bundleId}.` };
  } catch {
    return { ok: false, message: "APNS_KEY_P8 is not an elliptic key that signs." };
  }
}

function settingsOf(): Settings | { error: string } {
  const { APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_P8, APNS_BUNDLE_ID } = env();
  const missing = Object.entries({ APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_P8, APNS_BUNDLE_ID }).flatMap(([name, value]) =>
    value ? [] : [name],
  );
  if (!APNS_KEY_ID || !APNS_TEAM_ID || !APNS_KEY_P8 || !APNS_BUNDLE_ID) {
    return { error: `Set ${missing.join(", ")} to push to the iOS app.` };
  }
  return { keyId: APNS_KEY_ID, teamId: APNS_TEAM_ID, key: APNS_KEY_P8, bundleId: APNS_BUNDLE_ID };
}

function originOf(environment: ApnsEnvironment): Http2Origin {
  const url = env().APNS_URL ?? HOSTS[environment];
  const known = origins.get(url) ?? new Http2Origin(url);
  origins.set(url, known);
  return known;
}

function tokenFor({ keyId, teamId, key }: Settings): string {
  if (minted && Date.now() - minted.at < KEPT_MS) return minted.token;
  const token = jwt("ES256", key, { iss: teamId, iat: Math.floor(Date.now() / 1000) }, keyId);
  minted = { token, at: Date.now() };
  return token;
}

function headersOf(message: PushMessage, settings: Settings) {
  return {
    ":method": "POST",
    ":path": `/3/device/${message.token}`,
    authorization: `bearer ${tokenFor(settings)}`,
    "apns-topic": settings.bundleId,
    "apns-push-type": "alert",
    "apns-id": message.id,
    "apns-priority": message.priority === "low" ? "5" : "10",
    "apns-expiration": String(Math.floor(Date.now() / 1000) + TTL_SECONDS),
    "apns-collapse-id": tagOf(message),
  };
}

const payloadOf = (message: PushMessage) => ({
  aps: {
    alert: { title: message.title, subtitle: message.subtitle, body: message.body },
    badge: message.unread,
    ...(message.priority !== "low" && { sound: "default" }),
    "thread-id": tagOf(message),
    "interruption-level": LEVELS[message.priority],
  },
  link: message.link,
  workspace: message.workspace,
  ...(message.notificationId && { notification: message.notificationId }),
  ...(message.receipt && { receipt: message.receipt }),
});

/** Too many to this one device; every other 429 is about all. */
const TOO_MANY_FOR_ONE = "TooManyRequests";

/** The token itself is no more, or is of the other environment. */
const GONE = new Set(["BadDeviceToken", "Unregistered", "ExpiredToken"]);

function resultOf(message: PushMessage, answer: Http2Answer): PushResult {
  const { status, header } = answer;
  if (status === 200) return { kind: "sent", id: header("apns-id") ?? message.id, status };
  const { reason, timestamp } = wordsOf(answer.body);
  const error = `Apple answered ${status}${reason ? ` ${reason}` : ""}.`;
  if (status === 410 || GONE.has(reason)) return { kind: "gone", error, status, since: timestamp };
  const afterSeconds = retryAfterSeconds(header);
  if (status === 429) {
    const isPlaceOnly = reason === TOO_MANY_FOR_ONE;
    return { kind: "retry", error, status, afterSeconds: afterSeconds ?? 30, isThrottled: true, isPlaceOnly };
  }
  if (status === 403) {
    // It has run out before its time, by Apple's clock; any other refusal of it is the operator's to mend.
    if (reason === "ExpiredProviderToken" && minted && Date.now() - minted.at > LEAST_MS) minted = undefined;
    log.warn({ reason }, "Apple refuses our token");
    return { kind: "retry", error, status };
  }
  if (status >= 500) return { kind: "retry", error, status, afterSeconds };
  return { kind: "failed", error, status };
}

function wordsOf(body: string): { reason: string; timestamp?: Date } {
  try {
    const { reason, timestamp } = JSON.parse(body) as { reason?: unknown; timestamp?: unknown };
    return {
      reason: typeof reason === "string" ? reason.replace(/[^\w ]/g, "").slice(0, 100) : "",
      ...(typeof timestamp === "number" && timestamp > 0 && timestamp < 8e15 && { timestamp: new Date(timestamp) }),
    };
  } catch {
    return { reason: "" };
  }
}
