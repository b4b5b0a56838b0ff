import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from "node:crypto";

/** A browser's half of a subscription: what it gives away, and what it keeps. */
export interface Browser {
  keys: { p256dh: string; auth: string };
  privateKey: Buffer;
}

/** RFC 8188 and 8291 by the letter, for one record: apart from the library that encrypts, so that both must be right. */
export function decryptPush(body: Buffer, { keys, privateKey }: Browser): string {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const keyEnd = 21 + (body[20] ?? 0);
  const sender = body.subarray(21, keyEnd);
  const record = body.subarray(keyEnd);
  if (sender.length !== 65 || record.length > recordSize) throw new Error("This is not one record of aes128gcm.");

  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), Buffer.from(keys.p256dh, "base64url"), sender]);
  const input = hkdf(curve.computeSecret(sender), Buffer.from(keys.auth, "base64url"), info, 32);
  const key = hkdf(input, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = hkdf(input, salt, "Content-Encoding: nonce\0", 12);

  const decipher = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("The padding is wrong.");
  return padded.subarray(0, end).toString("utf8");
}

/** What a VAPID header (RFC 8292) claims, once its signature holds under the key beside it. */
export function verifyVapid(header: string): { key: string; claims: { aud: string; exp: number; sub: string } } {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const signed = Buffer.from(`${head}.${claims}`);
  const by = { key: publicKey, dsaEncoding: "ieee-p1363" as const };
  if (!verify("sha256", signed, by, Buffer.from(signature, "base64url"))) throw new Error("The VAPID token is forged.");
  if (parse<{ alg: string }>(head).alg !== "ES256") throw new Error("The VAPID token is not ES256.");
  return { key, claims: parse(claims) };
}

const hkdf = (input: Buffer, salt: Buffer, info: string | Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", input, salt, info, bytes));

const parse = <T>(part: string): T => JSON.parse(Buffer.from(part, "base64url").toString()) as T;
