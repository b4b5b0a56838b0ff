import { createECDH } from "node:crypto";

/** What is wrong with a VAPID pair in base64url, as an end of "the setting …"; undefined when the halves belong together. */
export function vapidProblem(publicKey: string | undefined, privateKey: string | undefined): string | undefined {
  if (!publicKey && !privateKey) return undefined;
  if (!publicKey || !privateKey) return "must be set together with its other half";
  return publicHalfOf(privateKey) === publicKey ? undefined : "is not the public half of WEB_PUSH_VAPID_PRIVATE_KEY";
}

function publicHalfOf(privateKey: string): string | undefined {
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
  } catch {
    return undefined; // zero, or beyond the curve's order
  }
  return curve.getPublicKey("base64url");
}
