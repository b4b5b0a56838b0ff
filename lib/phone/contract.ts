import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

/** A phone number as the whole world dials it. Spaces, brackets and hyphens are taken out; 00 in front is a plus. */
export const numberSchema = z
  .string()
  .max(40, "has at most 40 characters")
  .transform((text) => text.replace(/[\s().\u2010-\u2015/-]/g, "").replace(/^00/, "+"))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, "must begin with + and the country, as in +49 151 23456789"));

const moment = z.iso.datetime();

const phoneSchema = z.object({
  number: z.string(),
  /** Null while it waits for its code. */
  verifiedAt: moment.nullable(),
  /** Until when its code works; null when none does. */
  codeExpiresAt: moment.nullable(),
  /** Since it texted STOP; null while it may be written to. */
  stoppedAt: moment.nullable(),
});
const answerSchema = z.object({
  phone: phoneSchema.nullable(),
  /** Whether this instance can send text messages at all. */
  isAvailable: z.boolean(),
});
export type PhoneAnswer = z.output<typeof answerSchema>;

const person = { person: "guest" } as const;

export const getPhone = endpoint({
  method: "GET",
  path: "/api/me/phone",
  access: person,
  summary: "The number my text messages go to.",
  response: answerSchema,
});

export const addPhone = endpoint({
  method: "POST",
  path: "/api/me/phone",
  access: person,
  summary: "Send a six-digit code to a number that is to get my text messages. Sending again makes a new code.",
  body: z.strictObject({ number: numberSchema }),
  example: { number: "+4915123456789" },
  response: answerSchema,
  status: 202,
  maxBody: 4 * 1024,
});

export const verifyPhone = endpoint({
  method: "POST",
  path: "/api/me/phone/verify",
  access: person,
  summary: "Prove by its code that the number is mine, and agree to get text messages there.",
  body: z.strictObject({ code: z.string().regex(/^\d{6}$/, "has six digits") }),
  example: { code: "123456" },
  response: answerSchema,
  maxBody: 4 * 1024,
});

export const removePhone = endpoint({
  method: "DELETE",
  path: "/api/me/phone",
  access: person,
  summary: "Forget my number: nothing is sent to it any more.",
  response: answerSchema,
});
