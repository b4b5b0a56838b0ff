import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export interface Signer {
  /** The header `x-inngest-signature` over `body`, which must be canonical JSON. */
  sign(body: string): string;
  /** Whether an `Authorization` header carries the hash of our signing key. */
  accepts(authorization: string | undefined): boolean;
}

/**
 * Both directions of the signing key.
 * @param signingKey hex of even length, with or without the prefix `signkey-<env>-`
 * @throws Error when the key is not hex
 */
export function createSigner(signingKey: string): Signer {
  const key = signingKey.replace(/^signkey-\w+-/, "");
  if (!/^([0-9a-f]{2})+$/i.test(key)) throw new Error("INNGEST_SIGNING_KEY must be hex digits of even length.");
  const hashed = createHash("sha256").update(Buffer.from(key, "hex")).digest("hex");
  return {
    sign(body) {
      const t = Math.floor(Date.now() / 1_000);
      return `t=${t}&s=${createHmac("sha256", key).update(body).update(String(t)).digest("hex")}`;
    },
    accepts: (authorization) => sameText((authorization ?? "").replace(/^Bearer (signkey-\w+-)?/, ""), hashed),
  };
}

/** JSON with sorted keys (RFC 8785): the SDK hashes this form, not the bytes it received. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Compares two texts without telling by the time taken how much of them agrees. */
export function sameText(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // fromEntries defines properties, so that a key named __proto__ survives.
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
