import { generateKeyPairSync, randomUUID, sign } from "node:crypto";

/** A certificate for 127.0.0.1 and localhost that nobody trusts unless told to, made for one test and good for a day. */
export function makeCertificate(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // A name of its own: of two trusted ones with the same name only one would be found.
  const name = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(`Belfry test ${randomUUID()}`)))));
  const signedWith = sequence(oid("2a8648ce3d040302")); // ecdsa-with-SHA256
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    signedWith,
    name,
    sequence(utcTime(-1), utcTime(1)),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, sequence(alternativeNames(), isAuthority())),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, signedWith, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

const alternativeNames = () => {
  const names = sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.from([127, 0, 0, 1])));
  return sequence(oid("551d11"), der(0x04, names));
};
const isAuthority = () => sequence(oid("551d13"), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));

function utcTime(days: number): Buffer {
  const at = new Date(Date.now() + days * 86_400_000).toISOString();
  return der(0x17, Buffer.from(`${at.slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
