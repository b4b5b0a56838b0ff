import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

export const receiveTwilioStatus = endpoint({
  method: "POST",
  path: "/api/webhooks/twilio",
  access: "program",
  summary: "For Twilio: what became of a message, and what somebody texted back. Signed by X-Twilio-Signature.",
  query: z.object({ delivery: z.uuid().optional() }),
  consumes: ["application/x-www-form-urlencoded"],
  maxBody: 16 * 1024,
  produces: "text/xml",
  response: z.instanceof(Response),
});
