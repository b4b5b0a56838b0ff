import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "@/tests/runs";
import { composeSms, unitsOf } from "./sms-text";

const link = "https://belfry.example.com/notifications?n=0198f0aa-0000-7000-8000-000000000001&w=acme";
const say = (title: string, body = "", workspace = "Acme") => composeSms({ workspace, title, body, link });
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

describe("the text of a message", () => {
  it("says who, what, and where to read on", () => {
    expect(say("Session escalated by Ann", "Printer on fire")).toBe(
      `Acme: Session escalated by Ann\nPrinter on fire\n${link}`,
    );
  });

  it("writes plainly what would cost a message of 160 places all but 70 of them", () => {
    const text = say("Ann’s “new” flow — really…", "a · b");
    expect(text).toBe(`Acme: Ann's "new" flow - really...\na - b\n${link}`);
    expect(unitsOf(text)).toBe(text.length);
  });

  it("counts what takes two places twice, and leaves other scripts as they are", () => {
    expect(unitsOf("a{b}€")).toBe(8);
    expect(unitsOf("日本")).toBe(2);
    expect(say("日本語のお知らせ…")).toContain("日本語のお知らせ...");
  });

  it("leaves a link that does not fit out rather than broken", () => {
    const inside = `https://example.com/${"x".repeat(300)}`;
    expect(say("Look", `Here: ${inside}`)).toBe(`Acme: Look\nHere:...\n${link}`);
  });

  it("never ends early, turns round or hides something, and always leads on, whatever is said", () => {
    const anything = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 500 }),
      fc.string({ unit: "binary", maxLength: 500 }),
      fc
        .array(fc.constantFrom("👩‍👩‍👧‍👦", "é", "\r\n", "\u202e", "\u0000", "{", "€", " ", "a", "\u200b", "🇩🇪"), {
          maxLength: 200,
        })
        .map((all) => all.join("")),
    );
    fc.assert(
      fc.property(anything, anything, (title, body) => {
        const text = say(title, body);
        expect(unitsOf(text)).toBeLessThanOrEqual(320);
        expect(text.endsWith(`\n${link}`)).toBe(true);
        expect(text.split("\n").length).toBeLessThanOrEqual(3);
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it("cuts between characters as people see them", () => {
    const family = "👩‍👩‍👧‍👦";
    const text = say(family.repeat(60));
    const words = text.slice("Acme: ".length, -`...\n${link}`.length);
    expect([...graphemes.segment(words)].every(({ segment }) => segment === family)).toBe(true);
    expect(words.length).toBeGreaterThan(family.length);
  });
});
