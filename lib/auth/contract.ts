import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

/** One plain ASCII address: no quotes, commas, control characters or display name. Folded to lower case. */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  // Folded after the check: letters like the Kelvin sign are no ASCII, and would fold to it.
  .regex(
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i,
    "is not an e-mail address",
  )
  .toLowerCase();

export const requestCode = endpoint({
  method: "POST",
  path: "/api/sign-in/code",
  access: "public",
  summary: "Mail a six-digit sign-in code. The answer is the same whether or not the address is known.",
  body: z.strictObject({ email: emailSchema }),
  response: z.object({ sent: z.literal(true), expiresInSeconds: z.number().int() }),
  status: 202,
  maxBody: 4 * 1024,
});

/** Why a code is not taken. None of them tells whether the address is known. */
export const CODE_REFUSALS = ["wrong_code", "too_many_tries", "no_live_code"] as const;
export type CodeRefusal = (typeof CODE_REFUSALS)[number];
