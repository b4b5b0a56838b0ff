import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

export const receiveResendEvent = endpoint({
  method: "POST",
  path: "/api/webhooks/resend",
  access: "program",
  summary: "For Resend: what became of a mail. Signed by the headers svix-id, svix-timestamp and svix-signature.",
  consumes: ["application/json"],
  maxBody: 256 * 1024,
  response: z.object({ done: z.literal(true) }),
});
