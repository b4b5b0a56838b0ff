import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

/** A 32-byte key for one purpose, derived from the instance's one secret. */
export function deriveKey(purpose: string): Buffer {
  return createHmac("sha256", Buffer.from(env().BELFRY_SECRET, "hex")).update(purpose).digest();
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

/** AES-256-GCM: `identity` names the row the text belongs to, so that a ciphertext moved to another row fails. */
export function seal(purpose: string, identity: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(purpose), iv).setAAD(Buffer.from(identity));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** Opens what `seal` closed; throws when anything about it was changed. */
export function unseal(purpose: string, identity: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", deriveKey(purpose), bytes.subarray(0, 12))
    .setAAD(Buffer.from(identity))
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}
