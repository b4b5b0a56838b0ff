import { and, eq, isNotNull, sql } from "drizzle-orm";
import twilio from "twilio";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { readCapped } from "@/lib/http/body";
import type { Input } from "@/lib/http/endpoint";
import { take } from "@/lib/http/limit";
import { recordSmsStatus, type SmsStatus } from "@/lib/notifications/delivery/sms-status";
import type { RequestContext } from "@/lib/route";
import * as api from "./contract";

/** Twilio's own lists of words that end messages and begin them again. */
const STOP = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"]);
const START = new Set(["START", "YES", "UNSTOP"]);

const VERDICTS: Record<string, SmsStatus> = {
  accepted: "accepted",
  queued: "accepted",
  sending: "accepted",
  sent: "accepted",
  delivered: "delivered",
  read: "delivered",
  undelivered: "failed",
  failed: "failed",
};
const ONE_A_DAY = { burst: 1, perSecond: 1 / 86_400 };

type Form = Record<string, string | string[]>;

/**
 * What Twilio tells of a message we sent, and what somebody texts back. Believed by its signature alone, over our
 * public address and every field. Said twice it changes nothing; an old START does not undo a later STOP. Errors: 403
 * no right signature, 415, 413.
 */
export async function receiveTwilioStatus(
  _actor: Actor,
  { delivery }: Input<typeof api.receiveTwilioStatus>,
  { request, headers }: RequestContext,
): Promise<Response> {
  const form = await readForm(request);
  refuseUnsigned(request, form);
  const status = VERDICTS[text(form, "MessageStatus")];
  if (status && delivery) {
    await recordSmsStatus(delivery, { verdict: status, providerId: text(form, "MessageSid"), error: reasonIn(form) });
  } else if (text(form, "From")) {
    await applyKeyword(form);
  }
  headers.set("content-type", "text/xml");
  return new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', { headers });
}

async function readForm(request: Request): Promise<Form> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== api.receiveTwilioStatus.consumes?.[0]) {
    throw new AppError("unsupported_media_type", "Send the fields as a form, as Twilio does.");
  }
  const body = new TextDecoder().decode(await readCapped(request, api.receiveTwilioStatus.maxBody));
  const form: Form = Object.create(null);
  const fields = new URLSearchParams(body);
  for (const name of new Set(fields.keys())) {
    const values = fields.getAll(name);
    form[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return form;
}

/** The address is the one we told Twilio, whatever a proxy in between has made of it. */
function refuseUnsigned(request: Request, form: Form): void {
  const { TWILIO_AUTH_TOKEN, BELFRY_URL } = env();
  const { pathname, search } = new URL(request.url);
  const signature = request.headers.get("x-twilio-signature") ?? "";
  const isRight =
    TWILIO_AUTH_TOKEN &&
    twilio.validateRequest(TWILIO_AUTH_TOKEN, signature, `${BELFRY_URL}${pathname}${search}`, form);
  if (!isRight) throw new AppError("forbidden", "This is for Twilio, by its signature.");
}

/** STOP is honoured however often it comes; START once, since Twilio's calls have no time by which a copy were old. */
async function applyKeyword(form: Form): Promise<void> {
  const number = text(form, "From");
  const word = (text(form, "OptOutType") || text(form, "Body")).trim().toUpperCase();
  if (STOP.has(word)) {
    await db()
      .update(phoneNumbers)
      .set({ stoppedAt: sql`coalesce(${phoneNumbers.stoppedAt}, clock_timestamp())`, codeHash: null })
      .where(eq(phoneNumbers.number, number));
  } else if (START.has(word) && (await take(`twilio:start:${text(form, "MessageSid")}`, ONE_A_DAY)) >= 0) {
    await db()
      .update(phoneNumbers)
      .set({ stoppedAt: null })
      .where(and(eq(phoneNumbers.number, number), isNotNull(phoneNumbers.verifiedAt)));
  }
}

/** Twilio gives a number; these are the ones that come. */
const REASONS: Record<string, string> = {
  "30003": "The phone cannot be reached.",
  "30004": "The phone takes no messages from this sender.",
  "30005": "The number is not in use.",
  "30006": "The number is a landline's, or its network takes no messages.",
  "30007": "The phone network held it for spam.",
  "30008": "The phone network did not say why.",
};

function reasonIn(form: Form): string {
  const code = text(form, "ErrorCode");
  const words = text(form, "ErrorMessage") || REASONS[code] || "The phone network did not deliver it.";
  return code ? `${words} (${code})` : words;
}

function text(form: Form, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.replaceAll("\0", "").slice(0, 1000) : "";
}
