import { z } from "zod";
import { SCOPES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { EMAIL_LENGTH, EMAIL_PATTERN } from "./constants";

/** An address as people type it, folded to lower case. */
export const emailSchema = z
  .string()
  .trim()
  .max(EMAIL_LENGTH)
  // Folded after the check: letters like the Kelvin sign are no ASCII, and would fold to it.
  .regex(EMAIL_PATTERN, "is not an e-mail address")
  .toLowerCase();

export const requestSignInCode = endpoint({
  method: "POST",
  path: "/api/sign-in/code",
  access: "public",
  summary: "Mail a six-digit sign-in code. The answer is the same whether or not the address is known.",
  body: z.strictObject({ email: emailSchema }),
  example: { email: "jane@example.com" },
  response: z.object({ sent: z.literal(true), expiresInSeconds: z.number().int() }),
  status: 202,
  maxBody: 4 * 1024,
});

const moment = z.iso.datetime();
const done = z.object({ done: z.literal(true) });

export const sessionSchema = z.object({
  id: z.uuid(),
  userAgent: z.string(),
  address: z.string().nullable(),
  createdAt: moment,
  lastSeenAt: moment,
  expiresAt: moment,
  isCurrent: z.boolean(),
});
export type Session = z.output<typeof sessionSchema>;

export const listSessions = endpoint({
  method: "GET",
  path: "/api/me/sessions",
  access: { person: "guest" },
  summary: "Where I am signed in, last seen first, 100 at the most.",
  response: z.object({ sessions: z.array(sessionSchema) }),
});

export const endSession = endpoint({
  method: "DELETE",
  path: "/api/me/sessions/{id}",
  access: { person: "guest" },
  summary: "Sign out one of my sessions, also the current one.",
  params: z.object({ id: z.uuid() }),
  response: done,
});

export const endOtherSessions = endpoint({
  method: "DELETE",
  path: "/api/me/sessions",
  access: { person: "guest" },
  summary: "Sign out everywhere but here.",
  response: z.object({ ended: z.number().int() }),
});

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The public half, by which its holder recognises it. */
  prefix: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdBy: z.string().nullable(),
  createdAt: moment,
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
  isExpired: z.boolean(),
});
export type ApiKey = z.output<typeof apiKeySchema>;

export const listApiKeys = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/api-keys",
  access: { person: "admin" },
  summary: "The API keys that have not been revoked, newest first, 200 at the most.",
  params: inWorkspace,
  response: z.object({ apiKeys: z.array(apiKeySchema) }),
});

export const createApiKey = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/api-keys",
  access: { person: "admin" },
  summary: "Make an API key. The whole key is in this answer and never shown again.",
  params: inWorkspace,
  body: z.strictObject({
    name: z.string().trim().min(1, "say what it is for").max(80, "has at most 80 characters"),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1, "choose at least one")
      .max(SCOPES.length)
      .transform((scopes) => [...new Set(scopes)]),
    /** Absent or null: it works until it is revoked. */
    expiresInDays: z.int().min(1).max(366).nullable().default(null),
  }),
  response: apiKeySchema.extend({ key: z.string() }),
  status: 201,
});

export const revokeApiKey = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/api-keys/{id}",
  access: { person: "admin" },
  summary: "Revoke an API key: the next call with it is refused.",
  params: inWorkspace.extend({ id: z.uuid() }),
  response: done,
});
