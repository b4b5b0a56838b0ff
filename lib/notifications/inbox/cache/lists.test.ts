import { describe, expect, test } from "vitest";
import { followSeq, insertRow, mapRows, newerCount } from "./lists";
import { inbox, page, row, titles } from "./test-support";

describe("the count", () => {
  test("an older answer never replaces a newer one", () => {
    const known = { count: 2, seq: 8 };
    expect(newerCount(known, { count: 3, seq: 7 })).toBe(known);
    expect(newerCount(known, { count: 1, seq: 9 })).toEqual({ count: 1, seq: 9 });
    expect(newerCount(undefined, { count: 1, seq: 0 })).toEqual({ count: 1, seq: 0 });
  });

  test("an answer of the same age replaces it, so that a guess can be corrected", () => {
    expect(newerCount({ count: 1, seq: 8 }, { count: 2, seq: 8 })).toEqual({ count: 2, seq: 8 });
  });
});

test("rows are changed and left out in their pages; what does not change stays the same object", () => {
  const list = inbox(page([row(3), row(2)], 1, "more"), page([row(1)]));
  const after = mapRows(list, (one) => (one.id === row(2).id ? null : one));
  expect(titles(after)).toEqual(["Number 3", "Number 1"]);
  expect(after.pages[1]).toBe(list.pages[1]);
  expect(mapRows(list, (one) => one)).toBe(list);
});

describe("a row put into a list", () => {
  const list = inbox(page([row(9), row(5)], 1, "more"), page([row(3)], 1, "still more"));

  test("goes to its place by age", () => {
    expect(titles(insertRow(list, row(7)))).toEqual(["Number 9", "Number 7", "Number 5", "Number 3"]);
    expect(titles(insertRow(list, row(4)))).toEqual(["Number 9", "Number 5", "Number 4", "Number 3"]);
    expect(titles(insertRow(list, row(10)))[0]).toBe("Number 10");
  });

  test("that has come back from a snooze goes to where it is listed, not to where it was made", () => {
    expect(titles(insertRow(list, row(1, { listedAt: row(8).listedAt })))[1]).toBe("Number 1");
  });

  test("is left out where it is there already, or belongs to a page to come", () => {
    expect(insertRow(list, row(5))).toBe(list);
    expect(insertRow(list, row(1))).toBe(list);
  });

  test("goes to the end of a list that is complete, and into an empty one", () => {
    expect(titles(insertRow(inbox(page([row(9)])), row(1)))).toEqual(["Number 9", "Number 1"]);
    expect(titles(insertRow(inbox(page([])), row(1)))).toEqual(["Number 1"]);
  });
});

describe("a list's sequence", () => {
  test("follows the very next change only: what came between has still to be fetched", () => {
    const list = inbox(page([row(1)], 4));
    expect(followSeq(list, 5).pages[0]?.seq).toBe(5);
    expect(followSeq(list, 6)).toBe(list);
    expect(followSeq(list, 3)).toBe(list);
  });
});
