import twilio from "twilio";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { outsideText } from "@/lib/outside-text";
import { NoAnswer, Refusal, SmsTransport } from "./transport";

/** Twilio's own numbers of what can be wrong: https://www.twilio.com/docs/api/errors */
const STOPPED = 21610;
const TOO_BUSY = 20503;

/**
 * What came of handing over one message. `retry`: it has not been taken, for now. `refused`: it never will be, with
 * Twilio's number of the reason. `stopped`: whoever has that phone has texted STOP. `unknown`: it may have been taken.
 */
export type SmsResult =
  | { kind: "sent"; sid: string }
  | { kind: "retry"; error: string; status?: number; afterSeconds?: number }
  | { kind: "refused"; error: string; status?: number; code?: number }
  | { kind: "stopped" | "unknown"; error: string; status?: number }
  | { kind: "not_configured"; error: string };

interface Sms {
  /** E.164. */
  to: string;
  body: string;
  /** Told to us again in what Twilio reports of this message. */
  deliveryId?: string;
}

let client: twilio.Twilio | undefined;

/**
 * Hands one message to Twilio. Never throws, and answers within ten seconds. Twilio knows no idempotency: what may
 * have been taken must not be handed over again.
 */
export async function sendSms({ to, body, deliveryId }: Sms): Promise<SmsResult> {
  const missing = missingSettings();
  if (missing) return { kind: "not_configured", error: missing };
  const { TWILIO_MESSAGING_SERVICE_SID, TWILIO_FROM } = env();
  const sender = TWILIO_MESSAGING_SERVICE_SID
    ? { messagingServiceSid: TWILIO_MESSAGING_SERVICE_SID }
    : { from: TWILIO_FROM };
  try {
    const { sid } = await api().messages.create({ to, body, ...sender, ...reports(deliveryId) });
    return sid ? { kind: "sent", sid } : { kind: "unknown", error: "Twilio's answer does not name the message." };
  } catch (error) {
    return resultOf(error);
  }
}

/** Whether Twilio can be reached with these credentials: what it says of the account. Never throws. */
export async function checkTwilio(): Promise<{ ok: boolean; message: string }> {
  const missing = missingSettings();
  if (missing) return { ok: false, message: missing };
  try {
    const { friendlyName, status } = await api()
      .api.v2010.accounts(env().TWILIO_ACCOUNT_SID ?? "")
      .fetch();
    return { ok: status === "active", message: outsideText(`The Twilio account “${friendlyName}” is ${status}.`) };
  } catch (error) {
    const { error: message } = resultOf(error);
    return { ok: false, message };
  }
}

/** Whether messages can be sent at all here. */
export const isSmsConfigured = (): boolean => missingSettings() === undefined;

function missingSettings(): string | undefined {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_MESSAGING_SERVICE_SID } = env();
  const missing = [
    ...(TWILIO_ACCOUNT_SID ? [] : ["TWILIO_ACCOUNT_SID"]),
    ...(TWILIO_AUTH_TOKEN ? [] : ["TWILIO_AUTH_TOKEN"]),
    ...(TWILIO_FROM || TWILIO_MESSAGING_SERVICE_SID ? [] : ["TWILIO_FROM"]),
  ];
  return missing.length > 0 ? `Set ${missing.join(", ")} to send text messages.` : undefined;
}

function api(): twilio.Twilio {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_BASE_URL } = env();
  client ??= twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, { httpClient: new SmsTransport(TWILIO_BASE_URL) });
  return client;
}

/** Twilio reports only to addresses on the public internet, and refuses a message that names another. */
function reports(deliveryId: string | undefined): { statusCallback?: string } {
  const { BELFRY_URL } = env();
  if (!deliveryId || !BELFRY_URL.startsWith("https://")) return {};
  return { statusCallback: `${BELFRY_URL}/api/webhooks/twilio?delivery=${deliveryId}` };
}

function resultOf(error: unknown): Exclude<SmsResult, { kind: "sent" }> {
  if (error instanceof NoAnswer) return { kind: error.hasLeft ? "unknown" : "retry", error: error.message };
  if (error instanceof Refusal) return refusalOf(error);
  // Twilio said that it took it, in words the library cannot read.
  log.error({ err: error }, "an answer of Twilio's could not be read");
  return { kind: "unknown", error: "Twilio's answer could not be read." };
}

function refusalOf({ status, body, afterSeconds }: Refusal): Exclude<SmsResult, { kind: "sent" }> {
  const { code, message } = wordsOf(body);
  const error = message ? `${message}${code ? ` (${code})` : ""}` : `Twilio answered ${status}.`;
  if (code === STOPPED) return { kind: "stopped", error, status };
  if (status === 429) return { kind: "retry", error, status, afterSeconds: afterSeconds ?? 30 };
  if (status === 503 && code === TOO_BUSY) return { kind: "retry", error, status, afterSeconds };
  // Whatever else broke, there or at a gateway on the way, may have broken after the message was taken.
  if (status >= 500 || status === 408) return { kind: "unknown", error, status };
  // Credentials are the operator's to mend, and the message is as good as before.
  if (status === 401 || status === 403) return { kind: "retry", error, status };
  return { kind: "refused", error, status, code };
}

function wordsOf(body: string): { code?: number; message?: string } {
  try {
    const { code, message } = JSON.parse(body) as { code?: unknown; message?: unknown };
    return {
      ...(typeof code === "number" && { code }),
      ...(typeof message === "string" && { message: outsideText(message) }),
    };
  } catch {
    return {};
  }
}
