import type { Actor } from "@/lib/auth/actor";
import type { Input } from "@/lib/http/endpoint";
import { take } from "@/lib/http/limit";
import type { RequestContext } from "@/lib/http/request-context";
import { optIn, optOut } from "@/lib/phone/opt-out";
import { readTwilioForm, reasonIn, text } from "@/lib/sms/twilio-form";
import { recordSmsStatus, type SmsStatus } from "./sms-status";
import * as api from "./sms-status-contract";

/** Twilio's own lists of words that end messages and begin them again. */
const STOP = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"]);
const START = new Set(["START", "YES", "UNSTOP"]);

const STATUSES: Record<string, SmsStatus> = {
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
  const form = await readTwilioForm(request, api.receiveTwilioStatus.maxBody);
  const status = STATUSES[text(form, "MessageStatus")];
  if (status && delivery) {
    await recordSmsStatus(delivery, { verdict: status, providerId: text(form, "MessageSid"), error: reasonIn(form) });
  } else if (text(form, "From")) {
    await applyKeyword(form);
  }
  headers.set("content-type", "text/xml");
  return new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', { headers });
}

/** START counts once, since Twilio's calls have no time by which a copy were old. */
async function applyKeyword(form: Awaited<ReturnType<typeof readTwilioForm>>): Promise<void> {
  const number = text(form, "From");
  const word = (text(form, "OptOutType") || text(form, "Body")).trim().toUpperCase();
  if (STOP.has(word)) await optOut(number);
  else if (START.has(word) && (await take(`twilio:start:${text(form, "MessageSid")}`, ONE_A_DAY)) >= 0)
    await optIn(number);
}
