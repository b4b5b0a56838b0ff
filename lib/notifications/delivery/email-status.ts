import { sql } from "drizzle-orm";
import { Resend } from "resend";
import { z } from "zod";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { readCapped } from "@/lib/http/incoming-body";
import type { RequestContext } from "@/lib/http/request-context";
import { outsideText } from "@/lib/outside-text";
import { changeFor } from "../preferences/settings";
import { acknowledgeDelivery } from "./acknowledge";
import * as api from "./email-status-contract";

/** As a column can hold it. */
const words = z.string().transform((text) => outsideText(text));
/** Of Resend's events those about one mail; what else it may tell has nothing of this. */
const aboutMail = z.object({
  type: z.string(),
  data: z.object({
    email_id: z.string().max(200),
    bounce: z.object({ type: z.string(), message: words }).optional(),
    failed: z.object({ reason: words }).optional(),
    suppressed: z.object({ message: words }).optional(),
  }),
});

/**
 * What Resend tells of a mail we sent: that it has arrived, that it never will, or that its reader called it spam, who
 * then gets no more mail from that workspace. Believed by its signature over the raw body, for five minutes. Said twice
 * it changes nothing; of mails that are no deliveries (sign-in codes) nothing is kept. Error: 403.
 */
export async function receiveResendEvent(
  _actor: Actor,
  _input: unknown,
  { request }: RequestContext,
): Promise<{ done: true }> {
  const body = await readCapped(request, api.receiveResendEvent.maxBody);
  const event = aboutMail.safeParse(verified(new TextDecoder().decode(body), request.headers)).data;
  if (!event) return { done: true };
  const { email_id: providerId, bounce, failed, suppressed } = event.data;
  if (event.type === "email.delivered") await acknowledgeDelivery({ channel: "email", providerId });
  if (event.type === "email.complained") await stopMails(providerId);
  // A mailbox that is full, say, is tried again by the provider itself.
  if (bounce?.type === "Permanent") await noteFailure(providerId, "the mailbox refused it", bounce.message);
  if (failed) await noteFailure(providerId, "not sent by the provider", failed.reason);
  if (suppressed) await noteFailure(providerId, "the provider sends nothing there", suppressed.message);
  return { done: true };
}

function verified(payload: string, headers: Headers): unknown {
  const { RESEND_API_KEY, RESEND_WEBHOOK_SECRET: webhookSecret } = env();
  const header = (name: string) => headers.get(`svix-${name}`) ?? "";
  const proof = { id: header("id"), timestamp: header("timestamp"), signature: header("signature") };
  try {
    if (!webhookSecret) throw new Error("There is no secret to check it by.");
    return new Resend(RESEND_API_KEY ?? "none").webhooks.verify({ payload, headers: proof, webhookSecret });
  } catch {
    throw new AppError("forbidden", "This is for Resend, by its signature.");
  }
}

async function noteFailure(providerId: string, reason: string, error: string): Promise<void> {
  await db().execute(sql`
    UPDATE deliveries SET state = 'failed', reason = ${reason}, last_error = ${error}
    WHERE provider_id = ${providerId} AND channel = 'email' AND state IN ('sent', 'unknown')`);
}

/** As if they had followed the link in the mail that ends all of them. */
async function stopMails(providerId: string): Promise<void> {
  const { rows } = await db().execute<{ userId: string; workspaceId: string }>(sql`
    SELECT user_id AS "userId", workspace_id AS "workspaceId" FROM deliveries
    WHERE provider_id = ${providerId} AND channel = 'email' AND user_id IS NOT NULL`);
  for (const person of rows) await changeFor(person, [{ scope: "all", key: "", channel: "email", isOn: false }]);
}
