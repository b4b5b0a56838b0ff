import twilio from "twilio";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { readCapped } from "@/lib/http/incoming-body";
import { outsideText } from "@/lib/outside-text";

const CONTENT_TYPE = "application/x-www-form-urlencoded";

/** The fields of one call of Twilio's; one that is given twice has both values, as its signature covers both. */
type Form = Record<string, string | string[]>;

/**
 * What Twilio's webhooks send, believed by the signature alone, over our public address and every field. Errors: 403 no
 * right signature, 415, 413.
 */
export async function readTwilioForm(request: Request, maxBody: number): Promise<Form> {
  const form = await readForm(request, maxBody);
  refuseUnsigned(request, form);
  return form;
}

async function readForm(request: Request, maxBody: number): Promise<Form> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== CONTENT_TYPE) {
    throw new AppError("unsupported_media_type", "Send the fields as a form, as Twilio does.");
  }
  const body = new TextDecoder().decode(await readCapped(request, maxBody));
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

/** Twilio gives a number; these are the ones that come. */
const REASONS: Record<string, string> = {
  "30003": "The phone cannot be reached.",
  "30004": "The phone takes no messages from this sender.",
  "30005": "The number is not in use.",
  "30006": "The number is a landline's, or its network takes no messages.",
  "30007": "The phone network held it for spam.",
  "30008": "The phone network did not say why.",
};

/** Why a message did not arrive, in words, with Twilio's number for it. */
export function reasonIn(form: Form): string {
  const code = text(form, "ErrorCode");
  const words = outsideText(text(form, "ErrorMessage")) || REASONS[code] || "The phone network did not deliver it.";
  return code ? `${words} (${code})` : words;
}

/** One field as text a column can hold; empty where it is absent or given twice. */
export function text(form: Form, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.replaceAll("\0", "").slice(0, 1000) : "";
}
