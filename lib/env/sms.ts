import { z } from "zod";
import { documented, optional, origin } from "./schema";

export const sms = {
  TWILIO_ACCOUNT_SID: documented(optional(z.string().regex(/^AC\w+$/, "must be an account's SID: AC…")), {
    about:
      "a Twilio account, for text messages; let its numbers report to <BELFRY_URL>/api/webhooks/twilio, so that STOP is heard",
  }),
  TWILIO_AUTH_TOKEN: documented(optional(z.string()), { about: "its auth token" }),
  TWILIO_FROM: documented(
    optional(z.string().regex(/^(\+\d{3,15}|\d{3,8}|[\w &+-]{1,11})$/, "must be a sender: +15551234567")),
    {
      about: "the number or sender name that messages come from",
      example: "+15551234567",
    },
  ),
  TWILIO_MESSAGING_SERVICE_SID: documented(optional(z.string().regex(/^MG\w+$/, "must be a service's SID: MG…")), {
    about: "a messaging service that chooses the sender, instead of TWILIO_FROM",
  }),
  TWILIO_BASE_URL: documented(optional(origin), { about: "another server that speaks Twilio's API" }),
};
