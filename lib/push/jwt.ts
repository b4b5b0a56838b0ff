import { sign } from "node:crypto";

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A signed token (RFC 7515): ES256 with an elliptic key, RS256 with one of RSA. `key` is PEM. Throws for any other. */
export function jwt(algorithm: "ES256" | "RS256", key: string, claims: object, keyId?: string): string {
  const signed = `${encode({ alg: algorithm, typ: "JWT", ...(keyId && { kid: keyId }) })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
