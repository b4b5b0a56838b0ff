import fc from "fast-check";
import { expect, it } from "vitest";
import { runs } from "@/tests/runs";
import type { Outgoing } from "./define";
import { MAX_PAYLOAD_BYTES, type PushFacts, pushPayload } from "./web-push-payload";

const FACTS: PushFacts = {
  link: "/notifications?w=team",
  fallback: "/notifications?w=team&n=1",
  hosts: [],
  tag: "t".repeat(32),
  seq: 7,
  unread: 3,
  receipt: `${"0".repeat(36)}.${"f".repeat(32)}`,
  origin: "https://belfry.example.com",
};

const compose = (given: { title: string; body: string }, facts: Partial<PushFacts> = {}) => {
  const about = { notificationId: "0".repeat(36), workspace: { slug: "s".repeat(64) } };
  const text = pushPayload({ ...about, ...given } as Outgoing, { ...FACTS, ...facts });
  return { bytes: Buffer.byteLength(text), ...JSON.parse(text) };
};

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Whether `cut` is `whole`, or ends between two letters of it. */
const isCutOf = (cut: string, whole: string) => {
  if (cut === whole) return true;
  const kept = cut.slice(0, -1);
  const rest = whole.slice(kept.length);
  const ends = [...segmenter.segment(whole)].map(({ index }) => index);
  return cut.endsWith("…") && whole.startsWith(kept) && ends.includes(whole.length - rest.trimStart().length);
};

it("keeps words that fit as they are", () => {
  const { notification, app_badge } = compose({ title: "Hello", body: "Two\nlines" });
  expect(notification).toMatchObject({
    title: "Hello",
    body: "Two\nlines",
    navigate: "https://belfry.example.com/notifications?w=team",
  });
  expect(app_badge).toBe(3);
});

it("cuts the body before the title, and never through a letter", () => {
  const family = "👩‍👩‍👧‍👦";
  const { notification, bytes } = compose({ title: "好".repeat(200), body: family.repeat(500) });
  expect(notification.title).toBe("好".repeat(200));
  expect(notification.body).toMatch(/^(👩‍👩‍👧‍👦){10,}…$/u);
  expect(bytes).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  // One more would not have fitted.
  expect(bytes + Buffer.byteLength(family)).toBeGreaterThan(MAX_PAYLOAD_BYTES);
});

it("gives up a link that leaves no room for words", () => {
  const { notification, bytes } = compose({ title: "Hello", body: "" }, { link: `/${"好".repeat(499)}` });
  expect(notification).toMatchObject({ title: "Hello", data: { link: FACTS.fallback } });
  expect(bytes).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
});

it("fits, whatever is said", () => {
  const text = (maxLength: number) =>
    fc.oneof(
      fc.string({ unit: "grapheme", minLength: maxLength, maxLength }),
      fc.string({ unit: "binary", maxLength }),
      // Zalgo: one letter of hundreds of code units; and controls, which JSON writes six bytes long.
      fc.constantFrom("e", "\u0001", "\ud800", "😀").map((unit) => unit.repeat(maxLength)),
      fc.constant(`e${"\u0301".repeat(maxLength)}`),
    );
  fc.assert(
    fc.property(text(200), text(500), fc.webPath({ size: "large" }), (title, body, path) => {
      const { bytes, notification } = compose({ title, body }, { link: `/x${path}`.slice(0, 500) });
      expect(bytes).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
      expect(isCutOf(notification.title, title)).toBe(true);
      if (notification.body !== "") expect(isCutOf(notification.body, body)).toBe(true);
    }),
    { numRuns: runs(300) },
  );
});
