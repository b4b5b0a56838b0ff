import { createPublicKey, verify } from "node:crypto";
import webpush from "web-push";
import { env } from "@/lib/env";
import { type Finding, failing, messageOf, off, ok } from "./finding";

const TODO = "Unset both WEB_PUSH_VAPID keys and start again: Belfry then makes a pair of its own.";

/** Signs as a push service would see it, and verifies that with the key that browsers were given. */
export async function checkWebPush(): Promise<Finding> {
  const { WEB_PUSH_VAPID_PUBLIC_KEY: publicKey, WEB_PUSH_VAPID_PRIVATE_KEY: privateKey } = env();
  if (!publicKey || !privateKey) {
    return off(
      "No keys are set, so browsers cannot subscribe.",
      "Start Belfry with `npm start`, which makes a pair, or set WEB_PUSH_VAPID_PUBLIC_KEY and _PRIVATE_KEY.",
    );
  }
  try {
    const { Authorization } = webpush.getVapidHeaders(
      "https://push.example",
      "mailto:health@belfry.invalid",
      publicKey,
      privateKey,
      "aes128gcm",
    );
    return isSignedBy(publicKey, /t=([^,]+)/.exec(Authorization)?.[1] ?? "")
      ? ok("The VAPID pair signs, and its public half verifies it.")
      : failing("The public VAPID key does not verify what the private one signs.", TODO);
  } catch (error) {
    return failing(`The VAPID pair cannot sign: ${messageOf(error)}`, TODO);
  }
}

function isSignedBy(publicKey: string, token: string): boolean {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const coordinate = (from: number) => point.subarray(from, from + 32).toString("base64url");
  const key = createPublicKey({
    key: { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(33) },
    format: "jwk",
  });
  const options = { key, dsaEncoding: "ieee-p1363" as const };
  return verify("sha256", Buffer.from(`${header}.${claims}`), options, Buffer.from(signature, "base64url"));
}
