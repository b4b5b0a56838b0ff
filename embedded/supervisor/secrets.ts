import { createECDH, randomBytes, randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file";
import { Failure } from "../failure";

const hex = (bytes: number) => () => randomBytes(bytes).toString("hex");

/** Always 32 bytes: Node drops zeros at the front. */
function vapidPrivateKey(): string {
  const curve = createECDH("prime256v1");
  curve.generateKeys();
  return Buffer.from(curve.getPrivateKey("hex").padStart(64, "0"), "hex").toString("base64url");
}

const MAKERS = {
  /** The one master secret everything else of the application is derived from. */
  belfrySecret: hex(32),
  pusherAppId: () => String(randomInt(100_000, 1_000_000)), // a number: the SDK reads it as one
  pusherKey: hex(10),
  pusherSecret: hex(32),
  inngestEventKey: hex(32),
  inngestSigningKey: () => `signkey-prod-${randomBytes(32).toString("hex")}`,
  /** The private half of the VAPID pair; browsers' subscriptions hang on it. */
  webPushPrivateKey: vapidPrivateKey,
  resendApiKey: () => `re_${randomBytes(24).toString("hex")}`,
};

export type Secrets = { readonly [name in keyof typeof MAKERS]: string };

/** The secrets of this data folder, in `secrets.json` (0600): made on the first start, kept for good. */
export function keptSecrets(dataDir: string): Secrets {
  const path = join(dataDir, "secrets.json");
  const kept = existsSync(path) ? readSecrets(path) : {};
  const names = Object.keys(MAKERS) as (keyof typeof MAKERS)[];
  const secrets = Object.fromEntries(names.map((name) => [name, kept[name] ?? MAKERS[name]()])) as Secrets;
  if (names.some((name) => !kept[name])) writeAtomically(path, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`);
  return secrets;
}

function readSecrets(path: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Partial<Secrets>;
  } catch {
    throw new Failure(`${path} cannot be read: put it back from a backup. Without it nobody stays signed in.`);
  }
}
