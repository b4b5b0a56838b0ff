import { expect, test } from "vitest";
import type { Target } from "@/lib/notifications/inbox/client";
import { between, eachOnce } from "./selection";

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

test("what is part of a subject that is marked as a whole is not done twice", () => {
  const of = (id: string, whole: boolean) =>
    ({ row: { id, group: { id: "g", count: 2, unread: 2 } }, whole }) as Target;
  const alone = { row: { id: "c", group: null }, whole: false } as Target;
  expect(eachOnce([of("a", true), of("b", false), alone]).map(({ row }) => row.id)).toEqual(["a", "c"]);
  expect(eachOnce([of("b", false), alone])).toHaveLength(2);
});
