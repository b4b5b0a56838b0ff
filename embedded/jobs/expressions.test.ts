import { describe, expect, test } from "vitest";
import { nextTick } from "./cron";
import { parseDuration, parseMoment } from "./duration";
import { bucketOf, equality, expressionFault, isTrue, valueAt } from "./expressions";
import { canonicalJson } from "./signature";
import { seededIds, ulid } from "./ulid";

describe("conditions", () => {
  const event = { data: { a: "x", n: 2, deep: { list: ["p"] }, nothing: null } };
  test.each([
    ["event.data.a == 'x'", true],
    ["event.data.n == 2 && event.data.n < 2.5", true],
    ["event.data.missing == null", true],
    ["event.data.missing.deeper != 'y'", true],
    ["event.data.nothing.deeper == null", true],
    ["event.data['a'] == 'x' || event.data.b == 'y'", true],
    ["event.data.deep.list.exists(p, p == 'p')", true],
    ["has(event.data.missing)", false],
    ["event.data.a > 1", false],
    ["event.data.a == async.data.a", false],
  ])("%s is %s", (expression, outcome) => {
    expect(isTrue(expression, { event, async: { data: {} } })).toBe(outcome);
  });

  test("that cannot be understood are complained about", () => {
    expect(expressionFault("event.data.a ==")).toBeDefined();
    expect(expressionFault("events.data.a == 1")).toContain("events");
    expect(expressionFault("event.data.a == async.data.b")).toBeUndefined();
  });

  test("of plain equality are found by value", () => {
    expect(equality("event.data.a == async.data.b.c", event)).toEqual({ path: "data.b.c", value: '"x"' });
    expect(equality("event.data.missing == async.data.a", event)).toBeUndefined();
    expect(equality("event.data.a != async.data.a", event)).toBeUndefined();
    expect(valueAt({ data: { b: { c: "x" } } }, "data.b.c")).toBe('"x"');
  });
});

describe("keys", () => {
  test("share a bucket by value and expression only", () => {
    const of = (expression: string, data: object) => bucketOf(expression, { data });
    expect(of("event.data.a", { a: 1 })).toBe(of("event.data.a", { a: 1 }));
    expect(of("event.data.a", { a: 1 })).not.toBe(of("event.data.a", { a: "1" }));
    expect(of("event.data.a", { a: 1 })).not.toBe(of("event.data.b", { b: 1 }));
    expect(of("event.data.a + '-' + event.data.n", { a: "x", n: 1 })).toHaveLength(32);
  });

  test("that fail or are null have no bucket; false means no limit", () => {
    expect(bucketOf("event.data.a", { data: {} })).toBeUndefined();
    expect(bucketOf("event.data.a + event.data.b", { data: { a: 1 } })).toBeUndefined();
    expect(bucketOf("event.data.a", { data: { a: false } })).toBe(false);
  });
});

describe("times", () => {
  test("durations", () => {
    expect(["", "10s", "1h30m", "500ms", "7d", "1 h", "x", "1y"].map(parseDuration)).toEqual([
      0,
      10_000,
      5_400_000,
      500,
      604_800_000,
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseMoment("2s", 1_000)).toBe(3_000);
    expect(parseMoment("2030-01-01T00:00:00Z", 0)).toBe(Date.UTC(2030, 0, 1));
    expect(parseMoment("soon", 0)).toBeUndefined();
  });

  test("ticks, across a change of the clocks too", () => {
    const at = (text: string) => Date.parse(text);
    expect(nextTick("*/5 * * * *", at("2026-01-01T00:01:00Z"))).toBe(at("2026-01-01T00:05:00Z"));
    expect(nextTick("TZ=Europe/Berlin 0 9 * * 1-5", at("2026-03-27T09:00:00Z"))).toBe(at("2026-03-30T07:00:00Z"));
    for (const bad of ["* * * *", "* * * * * *", "@daily", "0 0 L * *", "61 * * * *", "TZ=No/Where * * * * *"]) {
      expect(() => nextTick(bad, 0)).toThrow(/cron/);
    }
  });
});

test("ids sort by time, and a seed makes the same ones again", () => {
  expect(ulid()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  const ids = seededIds(`1700000000000,${Buffer.alloc(10).toString("base64")}`);
  expect([ids?.(0), ids?.(1)]).toEqual(["01HF7YAT000000000000000001", "01HF7YAT000000000000000002"]);
  expect(seededIds("nonsense")).toBeUndefined();
});

test("canonical JSON sorts keys at every depth and survives odd ones", () => {
  expect(canonicalJson(JSON.parse('{"b":[{"d":1,"c":"\\u0000"}],"a":null,"__proto__":1}'))).toBe(
    '{"__proto__":1,"a":null,"b":[{"c":"\\u0000","d":1}]}',
  );
});
