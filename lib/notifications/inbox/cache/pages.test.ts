import { describe, expect, test } from "vitest";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { UNREAD_INBOX, WHOLE_INBOX } from "./filter";
import { arrivals, type Changes, followSeq, insertRow, mapRows, newerCount, refreshInbox } from "./pages";
import { AT, head, inbox, page, row, titles } from "./test-support";

const read = (n: number) => row(n, { isRead: true });
const changes = (changed: Notification[] = [], removed: Notification[] = []): Changes => ({
  changed: new Map(changed.map((one) => [one.id, one])),
  removed: new Set(removed.map(({ id }) => id)),
});

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

describe("a refresh from the top", () => {
  test("of everything is simply what the server says", () => {
    const after = refreshInbox(inbox(page([row(1)])), [page([row(2), read(1)], 2)], WHOLE_INBOX, null);
    expect(titles(after)).toEqual(["Number 2", "(Number 1)"]);
    expect(after.pages[0]?.seq).toBe(2);
  });

  const before = inbox(page([row(3), row(2), row(1)]));
  const refreshed = (rows: Notification[], since: Changes | null, list = before) =>
    titles(refreshInbox(list, [page(rows, 2)], UNREAD_INBOX, since));

  test("of the unread keeps what was read elsewhere, as read, in its place", () => {
    expect(refreshed([row(4), row(3), row(1)], changes([read(2)]))).toEqual([
      "Number 4",
      "Number 3",
      "(Number 2)",
      "Number 1",
    ]);
  });

  test("and what was read here before that", () => {
    const after = inbox(page([row(3), read(2), row(1)]));
    expect(refreshed([row(3), row(1)], changes(), after)).toEqual(["Number 3", "(Number 2)", "Number 1"]);
  });

  test("lets go of what was archived, snoozed or deleted elsewhere, read or not", () => {
    expect(refreshed([row(3)], changes([row(2, { archivedAt: AT }), row(1, { snoozedUntil: AT })]))).toEqual([
      "Number 3",
    ]);
    expect(refreshed([row(3), row(1)], changes([], [row(2)]))).toEqual(["Number 3", "Number 1"]);
    expect(refreshed([row(3), row(1)], changes([row(2, { isRead: true, archivedAt: AT })]))).toHaveLength(2);
  });

  test("lets go of what nobody can tell about", () => {
    expect(refreshed([row(3), row(1)], null)).toEqual(["Number 3", "Number 1"]);
  });

  test("shows a group once: under its latest, not under the one before", () => {
    const list = inbox(page([head(3, 2), row(1)]));
    expect(refreshed([head(5, 3), row(1)], changes(), list)).toEqual(["Number 5", "Number 1"]);
  });

  test("does not take rows beyond what was fetched for read", () => {
    const long = inbox(page([row(3), row(2)], 1, "more"), page([read(1)]));
    const after = refreshInbox(long, [page([row(3), row(2)], 2, "more")], UNREAD_INBOX, changes());
    expect(titles(after)).toEqual(["Number 3", "Number 2"]);
    expect(after.pages.at(-1)?.nextCursor).toBe("more");
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

test("arrivals are unread and newer than all there was: nothing that was only loaded later", () => {
  const before = inbox(page([row(5)], 1, "more"));
  const after = inbox(page([row(8), read(7), row(6), row(5), row(4)], 2));
  expect(arrivals(before, after).map(({ title }) => title)).toEqual(["Number 8", "Number 6"]);
  expect(arrivals(inbox(page([])), inbox(page([row(1)])))).toHaveLength(1);
});
