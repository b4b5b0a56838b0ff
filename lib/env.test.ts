import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";

const good = { BELFRY_SECRET: "ab".repeat(32), DATABASE_URL: "postgres://u@h/db" };

describe("settings", () => {
  it("need only a secret and a database; blank means unset", () => {
    expect(parseEnv({ ...good, PUSHER_HOST: "", RESEND_API_KEY: "" })).toMatchObject({
      BELFRY_URL: "http://localhost:3000",
      BELFRY_SEED: "demo",
      REALTIME: "on",
      PUSHER_HOST: undefined,
      RESEND_API_KEY: undefined,
    });
  });

  it("lose the slash at the end of the address, which links add themselves", () => {
    expect(parseEnv({ ...good, BELFRY_URL: "https://belfry.example/" }).BELFRY_URL).toBe("https://belfry.example");
  });

  it("name every wrong one at once, and what it should be", () => {
    const wrong = { BELFRY_SECRET: "short", DATABASE_URL: "mysql://x", BELFRY_SEED: "full", PUSHER_PORT: "http" };
    expect(() => parseEnv(wrong)).toThrow(/BELFRY_SECRET must be 64.*\n.*DATABASE_URL must be a postgres|BELFRY_SEED/s);
    for (const name of Object.keys(wrong)) expect(() => parseEnv(wrong)).toThrow(name);
  });

  it("take a sender that mail can have, and no other", () => {
    for (const sender of ["b@example.com", "Belfry <b@example.com>", "Bel, Fry <b@example.com>", "<b@example.com>"]) {
      expect(parseEnv({ ...good, MAIL_FROM: sender }).MAIL_FROM).toBe(sender);
    }
    for (const sender of ["Belfry", "Belfry b@example.com", "Belfry <b>", "a@b, c@d", "B <b@x.y>\r\nBcc: <c@x.y>"]) {
      expect(() => parseEnv({ ...good, MAIL_FROM: sender })).toThrow("MAIL_FROM must be an address");
    }
  });

  it("never repeat a secret in their complaint", () => {
    let complaint = "";
    try {
      parseEnv({ ...good, BELFRY_SECRET: "hunter2-hunter2" });
    } catch (error) {
      complaint = String(error);
    }
    expect(complaint).toContain("BELFRY_SECRET");
    expect(complaint).not.toContain("hunter2");
  });
});
