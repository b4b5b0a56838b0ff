import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { seal, unseal } from "@/lib/crypto";
import { runs } from "@/tests/runs";
import { outsideText } from "./outside-text";

afterEach(() => void vi.unstubAllEnvs());

const base64 = (text: string, more = "") => Buffer.from(text + more).toString("base64");

describe("outside words", () => {
  const secret = "Xq7~pT/kY+9w zR=";
  it.each([
    ["as it is", secret],
    ["in an address", encodeURIComponent(secret)],
    ["in a form", new URLSearchParams({ k: secret }).toString()],
    ["in JSON", JSON.stringify({ k: secret })],
    ["in base64", base64(secret)],
    ["as a password", `credentials ${base64(`AC1:${secret}`)}`],
    ["as a password after a name of another length", `credentials ${base64(`AC12:${secret}`, "!")}`],
    ["in letters for addresses", Buffer.from(`a${secret}`).toString("base64url")],
    ["in hexadecimal digits", Buffer.from(secret).toString("hex")],
  ])("show no configured secret %s", (_, said) => {
    vi.stubEnv("TWILIO_AUTH_TOKEN", secret);
    const shown = outsideText(`You sent ${said}, which is wrong`);
    expect(shown).toMatch(/^You sent .*\[redacted\].*, which is wrong$/);
    expect(shown).not.toContain(said);
    vi.unstubAllEnvs();
    expect(outsideText(`You sent ${said}`)).toContain(said);
  });

  it("show no secret wherever it stands in what was encoded", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 7 }), fc.string({ maxLength: 7 }), (before, after) => {
        const key = randomBytes(12).toString("base64url");
        vi.stubEnv("RESEND_API_KEY", key);
        const shown = outsideText(base64(before + key, after), 10_000);
        expect(Buffer.from(shown.replaceAll("[redacted]", ""), "base64").toString()).not.toContain(key.slice(2, -2));
        expect(shown).toContain("[redacted]");
      }),
      { numRuns: runs(200) },
    );
  });

  it("show none that was opened for a call, a password in an address, or a service account's key", () => {
    const opened = randomBytes(16).toString("hex");
    unseal("test", "row", seal("test", "row", opened));
    vi.stubEnv("SMTP_URL", "smtp://bell:ring-ring-ring@mail.test");
    vi.stubEnv("FCM_SERVICE_ACCOUNT", '{"private_key": "not-a-pem-but-secret"}');
    const said = `${opened}, ring-ring-ring and not-a-pem-but-secret`;
    expect(outsideText(said)).toBe("[redacted], [redacted] and [redacted]");
  });

  it("are text that a column can hold, and no longer than it", () => {
    expect(outsideText("a\0b\u0007\ud800c")).toBe("ab\ufffdc");
    expect(outsideText(`${"x".repeat(999)}\u{1f514}`)).toHaveLength(1000);
    expect(outsideText(`${"x".repeat(999)}\u{1f514}`).isWellFormed()).toBe(true);
    expect(outsideText("Bearer abcdefghijkl")).toBe("Bearer [redacted]");
  });
});
