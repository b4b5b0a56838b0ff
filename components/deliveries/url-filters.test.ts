import { expect, test } from "vitest";
import { nextTryIn } from "./next-try";
import { countFilters, filterOf, readUrlFilters, writeUrlFilters } from "./url-filters";

const PERSON = "019a0000-0000-7000-8000-000000000001";
const FULL = `show=lost&channel=sms,email&type=issue.new&person=${PERSON}&from=2026-11-01&to=2026-11-21`;
const read = (search: string) => readUrlFilters(new URLSearchParams(search));

test("the log's address comes back as it was written", () => {
  const written = Object.entries(writeUrlFilters(read(FULL))).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  );
  expect(readUrlFilters(new URLSearchParams(written))).toEqual(read(FULL));
  expect(countFilters(read(FULL))).toBe(5);
  expect(Object.values(writeUrlFilters(read("")))).toEqual(Array(6).fill(null));
});

test("what nobody knows is left out of it", () => {
  expect(read("show=everything&channel=pigeon,email&person=me&from=yesterday&type=")).toEqual({
    ...read(""),
    channel: ["email"],
  });
});

test("the server is asked for states, and for days by the reader's own clock, the last one included", () => {
  expect(filterOf(read(FULL), "Europe/Helsinki")).toEqual({
    state: ["exhausted", "failed", "unknown"],
    channel: ["email", "sms"],
    type: ["issue.new"],
    person: PERSON,
    from: "2026-10-31T22:00:00.000Z",
    to: "2026-11-21T21:59:59.999Z",
  });
  expect(filterOf(read(""), "UTC")).toEqual({});
});

test("the next try is told as people would", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const after = (seconds: number) => nextTryIn(new Date(now + seconds * 1000).toISOString(), now);
  expect([-5, 0, 29.2, 119, 600, 3600, 3600 * 60].map(after)).toEqual([
    "at once",
    "at once",
    "in 30 s",
    "in 2 min",
    "in 10 min",
    "in 1 h",
    "in 3 days",
  ]);
});
