import { describe, expect, test } from "vitest";
import {
  arrivals,
  editInbox,
  editRow,
  followSeq,
  type Inbox,
  insertRow,
  newerCount,
  refreshInbox,
  rowsOf,
} from "./cache";
import type { Notification, Page } from "./contract";

const AT = "2026-11-21T12:00:00.000Z";

/** Row `n` is newer the higher its number. */
const row = (n: number, isRead = false): Notification => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  type: "test",
  label: "Test",
  category: "system",
  priority: "normal",
  icon: "bell",
  tone: "neutral",
  title: `Number ${n}`,
  body: "",
  link: null,
  data: {},
  actions: [],
  subject: null,
  group: null,
  isRead,
  readAt: isRead ? AT : null,
  seenAt: null,
  archivedAt: null,
  snoozedUntil: null,
  createdAt: new Date(Date.parse(AT) + n * 1_000).toISOString(),
  listedAt: new Date(Date.parse(AT) + n * 1_000).toISOString(),
});
const page = (rows: Notification[], seq = 1, nextCursor: string | null = null): Page => ({
  notifications: rows,
  nextCursor,
  unreadCount: rows.filter((one) => !one.isRead).length,
  seq,
});
const inbox = (...pages: Page[]): Inbox => ({ pages, pageParams: pages.map((_, i) => (i ? `cursor ${i}` : "")) });
const titles = (list: Inbox) => rowsOf(list).map(({ title, isRead }) => (isRead ? `(${title})` : title));

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

describe("an edit", () => {
  test("turns the named rows, keeps them in place, and leaves the others untouched", () => {
    const before = inbox(page([row(3), row(2)], 1, "more"), page([row(1)]));
    const after = editInbox(before, { ids: [row(2).id], read: true }, AT);
    expect(titles(after)).toEqual(["Number 3", "(Number 2)", "Number 1"]);
    expect(rowsOf(after)[1]?.readAt).toBe(AT);
    expect(after.pages[1]).toBe(before.pages[1]);
  });

  test("of all turns all; and back", () => {
    const all = editInbox(inbox(page([row(2), row(1, true)])), { ids: "all", read: true }, AT);
    expect(titles(all)).toEqual(["(Number 2)", "(Number 1)"]);
    const back = editInbox(all, { ids: [row(2).id], read: false }, AT);
    expect(titles(back)).toEqual(["Number 2", "(Number 1)"]);
    expect(rowsOf(back)[0]?.readAt).toBeNull();
  });

  test("of a row that is so already changes nothing, not even when it was read", () => {
    const read = { ...row(1, true), readAt: "2026-01-01T00:00:00.000Z" };
    expect(editRow(read, { ids: "all", read: true }, AT)).toBe(read);
  });
});

describe("a row put into a list", () => {
  const list = inbox(page([row(9), row(5)], 1, "more"), page([row(3)], 1, "still more"));

  test("goes to its place by age", () => {
    expect(titles(insertRow(list, row(7)))).toEqual(["Number 9", "Number 7", "Number 5", "Number 3"]);
    expect(titles(insertRow(list, row(4)))).toEqual(["Number 9", "Number 5", "Number 4", "Number 3"]);
    expect(titles(insertRow(list, row(10)))[0]).toBe("Number 10");
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
    const after = refreshInbox(inbox(page([row(1)])), [page([row(2), row(1, true)], 2)], "all", AT);
    expect(titles(after)).toEqual(["Number 2", "(Number 1)"]);
    expect(after.pages[0]?.seq).toBe(2);
  });

  test("of the unread keeps what was read elsewhere, as read, in its place", () => {
    const before = inbox(page([row(3), row(2), row(1)]));
    const after = refreshInbox(before, [page([row(4), row(3), row(1)], 2)], "unread", AT);
    expect(titles(after)).toEqual(["Number 4", "Number 3", "(Number 2)", "Number 1"]);
  });

  test("does not take rows beyond what was fetched for read", () => {
    const before = inbox(page([row(3), row(2)], 1, "more"), page([row(1)]));
    const after = refreshInbox(before, [page([row(3), row(2)], 2, "more")], "unread", AT);
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
  const after = inbox(page([row(8), row(7, true), row(6), row(5), row(4)], 2));
  expect(arrivals(before, after).map(({ title }) => title)).toEqual(["Number 8", "Number 6"]);
  expect(arrivals(inbox(page([])), inbox(page([row(1)])))).toHaveLength(1);
});
