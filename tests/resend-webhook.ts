import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { env } from "@/lib/env";

const SECRET = randomBytes(24);

interface How {
  /** How far its clock is off. */
  seconds?: number;
  secret?: Buffer;
}

/** What Resend would send, signed as the Standard Webhooks specification says; the secret is configured by it. */
export function signedByResend(event: object, { seconds = 0, secret = SECRET }: How = {}) {
  env().RESEND_WEBHOOK_SECRET = `whsec_${SECRET.toString("base64")}`;
  const body = JSON.stringify(event);
  const [id, at] = [`msg_${randomUUID()}`, String(Math.floor(Date.now() / 1000) + seconds)];
  const signature = createHmac("sha256", secret).update(`${id}.${at}.${body}`).digest("base64");
  return {
    body,
    headers: {
      "content-type": "application/json",
      "svix-id": id,
      "svix-timestamp": at,
      "svix-signature": `v1,${signature}`,
    },
  };
}
