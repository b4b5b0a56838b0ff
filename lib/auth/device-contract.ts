import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

// The flow of RFC 8628 (device authorization), in the one shape that all answers and errors here have.

/** Consonants without look-alikes: no words, and nothing to mix up when it is read aloud. */
export const USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
export const USER_CODE_LENGTH = 8;

/** As people type it: any case, with or without the dash. */
const userCode = z
  .string()
  .max(40)
  .transform((typed) => typed.toUpperCase().replace(/[\s-]/g, ""))
  .pipe(
    z.string().regex(new RegExp(`^[${USER_CODE_LETTERS}]{${USER_CODE_LENGTH}}$`), "is eight letters, like WDJB-MJHT"),
  );

export const startDeviceLogin = endpoint({
  method: "POST",
  path: "/api/device/code",
  access: "program",
  summary: "A program asks to sign a person in: a code for the program, and a short one for its person to type.",
  body: z.strictObject({
    /** How the person will recognise it. */
    clientName: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .regex(/^[^\p{Cc}\p{Cf}]*$/u, "has invisible characters"),
  }),
  example: { clientName: "belfry on my laptop" },
  response: z.object({
    deviceCode: z.string(),
    userCode: z.string(),
    verificationUri: z.string(),
    verificationUriComplete: z.string(),
    expiresInSeconds: z.number().int(),
    intervalSeconds: z.number().int(),
  }),
  maxBody: 4 * 1024,
});

export const requestDeviceToken = endpoint({
  method: "POST",
  path: "/api/device/token",
  access: "program",
  summary:
    "The program asks whether its person has let it in: until then `authorization_pending`; asked too often `slow_down`.",
  body: z.strictObject({ deviceCode: z.string().min(1).max(100) }),
  response: z.object({
    /** To be sent as `Authorization: Bearer …`: a session of the person's, which they can end. */
    accessToken: z.string(),
    tokenType: z.literal("Bearer"),
    expiresInSeconds: z.number().int(),
    sessionId: z.uuid(),
  }),
  maxBody: 4 * 1024,
});

export const getDeviceLogin = endpoint({
  method: "POST",
  path: "/api/device/look-up",
  access: { person: "guest" },
  summary: "Which program asks by this code, before I let it in.",
  body: z.strictObject({ userCode }),
  example: { userCode: "WDJB-MJHT" },
  response: z.object({ clientName: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime() }),
  maxBody: 4 * 1024,
});

export const decideDeviceLogin = endpoint({
  method: "POST",
  path: "/api/device/decision",
  access: { person: "guest" },
  summary: "Let the program that asks by this code act as me, or refuse it.",
  body: z.strictObject({ userCode, approve: z.boolean() }),
  example: { userCode: "WDJB-MJHT", approve: true },
  response: z.object({ done: z.literal(true), clientName: z.string() }),
  maxBody: 4 * 1024,
});
