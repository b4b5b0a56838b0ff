import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "./env";
import { rememberSecret } from "./outside-text";

/** Shorter tags are accepted by Node unless told, and easier to forge. */
const TAG = { authTagLength: 16 };

/** A 32-byte key for one purpose, derived from the instance's one secret (or from a former one). */
export function deriveKey(purpose: string, secret = env().BELFRY_SECRET): Buffer {
  return createHmac("sha256", Buffer.from(secret, "hex")).update(purpose).digest();
}

/** HMAC-SHA256 of `text` under the key of `purpose`, in hex. */
export function mac(purpose: string, text: string): string {
  return createHmac("sha256", deriveKey(purpose)).update(text).digest("hex");
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Compares two hex digests without telling by time where they differ. */
export function isSameDigest(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * AES-256-GCM: `identity` names the row the text belongs to, so that a ciphertext moved to another row fails. Says in
 * front which secret its key comes from, so that the secret can be changed: `<key id>.<nonce, tag and text>`.
 */
export function seal(purpose: string, identity: string, text: string): string {
  const secret = env().BELFRY_SECRET;
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(purpose, secret), iv).setAAD(Buffer.from(identity));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${keyId(secret)}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/**
 * Opens what `seal` closed under this secret or one of BELFRY_FORMER_SECRETS. Throws when anything about it was
 * changed, or when its secret is not among them.
 */
export function unseal(purpose: string, identity: string, sealed: string): string {
  const [id, body = ""] = sealed.split(".");
  const secret = [env().BELFRY_SECRET, ...env().BELFRY_FORMER_SECRETS].find((one) => keyId(one) === id);
  if (!secret) throw new Error("This was sealed under a secret that is not in BELFRY_FORMER_SECRETS.");
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", deriveKey(purpose, secret), bytes.subarray(0, 12), TAG)
    .setAAD(Buffer.from(identity))
    .setAuthTag(bytes.subarray(12, 28));
  const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  rememberSecret(text);
  return text;
}

/** Names a secret without telling anything of it. */
const keyId = (secret: string): string => deriveKey("key id", secret).toString("hex").slice(0, 8);
