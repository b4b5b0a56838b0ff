import { expect, test } from "vitest";
import type { Target } from "@/lib/notifications/client";
import { between } from "./marks";

const listed = ["a", "b", "c", "d"].map((id) => ({ row: { id }, whole: false }) as Target);

test("a range has both its ends, whichever comes first", () => {
  expect(between(listed, "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(listed, "c", "a")).toEqual(["a", "b", "c"]);
});

test("a range from what is gone, or from nothing, is its end alone", () => {
  expect(between(listed, null, "c")).toEqual(["c"]);
  expect(between(listed, "gone", "c")).toEqual(["c"]);
  expect(between(listed, "a", "gone")).toEqual([]);
});
