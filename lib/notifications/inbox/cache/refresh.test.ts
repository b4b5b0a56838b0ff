import { describe, expect, test } from "vitest";
import type { Notification } from "../contract";
import { UNREAD_INBOX, WHOLE_INBOX } from "./lists";
import { arrivals, type Changes, refreshInbox } from "./refresh";
import { AT, head, inbox, page, row, titles } from "./test-support";

const read = (n: number) => row(n, { isRead: true });
const changes = (changed: Notification[] = [], removed: Notification[] = []): Changes => ({
  changed: new Map(changed.map((one) => [one.id, one])),
  removed: new Set(removed.map(({ id }) => id)),
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

test("arrivals are unread and newer than all there was: nothing that was only loaded later", () => {
  const before = inbox(page([row(5)], 1, "more"));
  const after = inbox(page([row(8), read(7), row(6), row(5), row(4)], 2));
  expect(arrivals(before, after).map(({ title }) => title)).toEqual(["Number 8", "Number 6"]);
  expect(arrivals(inbox(page([])), inbox(page([row(1)])))).toHaveLength(1);
});
