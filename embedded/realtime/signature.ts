import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The one application this server serves: a public key and the secret both sides sign with. */
export type App = { id: string; key: string; secret: string };

/** Hex HMAC-SHA256 of `text` (or of raw bytes, as webhooks and bodies need it). */
export function sign(secret: string, text: string | Buffer): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

/** Hex MD5 of raw bytes: the protocol's body checksum, no protection by itself. */
export function md5(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** Compares two strings in a time that does not depend on where they differ. */
export function isEqual(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** True if `auth` is `KEY:signature` over `parts` joined by colons, the form of every token a browser presents. */
export function isAuthorized(app: App, auth: string, parts: string[]): boolean {
  return isEqual(`${app.key}:${sign(app.secret, parts.join(":"))}`, auth);
}
