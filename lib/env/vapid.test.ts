import { expect, it } from "vitest";
import { generateVAPIDKeys } from "web-push";
import { parseEnv } from "@/lib/env";

const good = { BELFRY_SECRET: "ab".repeat(32), DATABASE_URL: "postgres://u@h/db" };
const pair = ({ publicKey, privateKey }: { publicKey?: string; privateKey?: string }) => ({
  ...good,
  ...(publicKey && { WEB_PUSH_VAPID_PUBLIC_KEY: publicKey }),
  ...(privateKey && { WEB_PUSH_VAPID_PRIVATE_KEY: privateKey }),
});

it("takes any pair there is, and none", () => {
  for (let i = 0; i < 20; i++) expect(() => parseEnv(pair(generateVAPIDKeys()))).not.toThrow();
  expect(() => parseEnv(good)).not.toThrow();
});

it("refuses halves, and halves of different pairs, in words", () => {
  const [one, other] = [generateVAPIDKeys(), generateVAPIDKeys()];
  const refusalOf = (keys: Parameters<typeof pair>[0]) => {
    try {
      return String(parseEnv(pair(keys)).BELFRY_URL);
    } catch (error) {
      return String(error);
    }
  };
  expect(refusalOf({ publicKey: one.publicKey })).toContain("must be set together with its other half");
  expect(refusalOf({ privateKey: one.privateKey })).toContain("must be set together with its other half");
  expect(refusalOf({ ...one, privateKey: other.privateKey })).toContain("is not the public half of");
  expect(refusalOf({ ...one, publicKey: "short" })).toContain("must be 65 bytes in base64url");
  expect(refusalOf({ ...one, privateKey: Buffer.alloc(32).toString("base64url") })).not.toContain(one.privateKey);
});

it.each(["ops@example.com", "http://example.com", "mailto:", "https://"])("refuses the subject %s", (subject) => {
  expect(() => parseEnv({ ...good, WEB_PUSH_VAPID_SUBJECT: subject })).toThrow("must be a mailto: or https:// address");
});
