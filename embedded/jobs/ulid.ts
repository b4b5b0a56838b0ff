import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new ULID: sorts by time, 80 random bits. */
export function ulid(): string {
  return encode(Date.now(), randomBytes(10));
}

/**
 * The ids the SDK expects for a batch sent under the header `x-inngest-event-id-seed: <ms>,<base64 of 10 bytes>`: the
 * last four bytes count up, so that a repeated request names the same events.
 * @returns a function from the zero-based index to the id, or undefined when the header is absent or malformed
 */
export function seededIds(header: string | undefined): ((index: number) => string) | undefined {
  const [, ms, base64] = /^(\d{1,14}),([A-Za-z0-9+/=]+)$/.exec(header ?? "") ?? [];
  const entropy = Buffer.from(base64 ?? "", "base64");
  if (!ms || entropy.length !== 10) return undefined;
  return (index) => {
    const bytes = Buffer.from(entropy);
    bytes.writeUInt32BE((bytes.readUInt32BE(6) + index + 1) >>> 0, 6);
    return encode(Number(ms), bytes);
  };
}

function encode(ms: number, entropy: Buffer): string {
  let value = (BigInt(ms) << 80n) | BigInt(`0x${entropy.toString("hex")}`);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}
