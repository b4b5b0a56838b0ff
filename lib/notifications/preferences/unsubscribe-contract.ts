import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

/** From a mail of ours: what it says is signed, and it needs no session. */
const signed = z.strictObject({ token: z.string().min(1).max(600) });
const path = "/api/unsubscribe";

const stoppedSchema = z.object({
  workspace: z.string(),
  email: z.string(),
  /** What the mails are about: `“New comment”`, or everything. */
  about: z.string(),
  isStopped: z.boolean(),
});
export type Stopped = z.output<typeof stoppedSchema>;

export const redirectToUnsubscribe = endpoint({
  method: "GET",
  path,
  access: "program",
  summary: "Leads a browser to the page that asks whether to stop such mails. Looking changes nothing.",
  query: signed,
  produces: "text/html",
  response: z.instanceof(Response),
  status: 302,
});

export const unsubscribe = endpoint({
  method: "POST",
  path,
  access: "program",
  summary: "Stop such mails, as a mail program does after one click (RFC 8058). The body is not looked at.",
  query: signed,
  response: stoppedSchema,
});

export const resubscribe = endpoint({
  method: "DELETE",
  path,
  access: "program",
  summary: "Take that back.",
  query: signed,
  response: stoppedSchema,
});
