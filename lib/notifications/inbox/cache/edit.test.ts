import { describe, expect, test } from "vitest";
import type { Notification } from "../contract";
import type { InboxFilter } from "../filters-contract";
import { type Change, type Edit, editCount, editGroup, editInbox, editRow, undoOf } from "./edit";
import { rowsOf, UNREAD_INBOX, WHOLE_INBOX } from "./lists";
import { AT, head, inbox, page, row, titles } from "./test-support";

const one = (row: Notification, change: Change): Edit => ({ targets: [{ row, whole: false }], change, at: AT });
const whole = (row: Notification, change: Change): Edit => ({ targets: [{ row, whole: true }], change, at: AT });
const undo = (row: Notification): Edit => undoOf(one(row, { archived: true }));
const ALL: Edit = { targets: "all", change: { read: true }, at: AT };
const three = inbox(page([row(3), row(2)], 1, "more"), page([row(1)]));

describe("reading", () => {
  test("turns the row where it stands, in the unread list too, and leaves the others untouched", () => {
    const after = editInbox(three, UNREAD_INBOX, one(row(2), { read: true }));
    expect(titles(after)).toEqual(["Number 3", "(Number 2)", "Number 1"]);
    expect(rowsOf(after)[1]?.readAt).toBe(AT);
    expect(after.pages[1]).toBe(three.pages[1]);
  });

  test("all turns the inbox, and nothing that is archived", () => {
    expect(titles(editInbox(three, WHOLE_INBOX, ALL))).toEqual(["(Number 3)", "(Number 2)", "(Number 1)"]);
    const archived = inbox(page([row(1, { archivedAt: AT })]));
    expect(editInbox(archived, { state: "archived" }, ALL)).toBe(archived);
  });

  test("of a row that is so already changes nothing, not even when it was read", () => {
    const read = row(1, { isRead: true, readAt: "2026-01-01T00:00:00.000Z" });
    expect(editRow(read, ALL)).toBe(read);
    expect(editRow(read, one(read, { read: true }))).toBe(read);
  });

  test("back to unread brings it into the unread list", () => {
    const read = row(2, { isRead: true });
    expect(titles(editInbox(inbox(page([row(3)])), UNREAD_INBOX, one(read, { read: false })))).toHaveLength(2);
  });
});

describe("archiving, snoozing and deleting", () => {
  test.each<[string, Change]>([
    ["archived", { archived: true }],
    ["snoozed", { snoozedUntil: AT }],
    ["deleted", { deleted: true }],
  ])("what is %s leaves the inbox at once", (_, change) => {
    expect(titles(editInbox(three, WHOLE_INBOX, one(row(2), change)))).toEqual(["Number 3", "Number 1"]);
  });

  test("and is where it now belongs, if that is looked at; what is deleted is nowhere", () => {
    const empty = inbox(page([]));
    expect(titles(editInbox(empty, { state: "archived" }, one(row(2), { archived: true })))).toEqual(["Number 2"]);
    expect(titles(editInbox(empty, { state: "snoozed" }, one(row(2), { archived: true })))).toEqual([]);
    expect(titles(editInbox(empty, { state: "archived" }, one(row(2), { deleted: true })))).toEqual([]);
    const other: InboxFilter = { state: "archived", category: ["chat"] };
    expect(titles(editInbox(empty, other, one(row(2), { archived: true })))).toEqual([]);
  });

  test("a row is in one place only: archived it is not snoozed, and the other way round", () => {
    const snoozed = row(1, { snoozedUntil: AT });
    expect(editRow(snoozed, one(snoozed, { archived: true }))?.snoozedUntil).toBeNull();
    const archived = row(1, { archivedAt: AT });
    expect(editRow(archived, one(archived, { snoozedUntil: AT }))?.archivedAt).toBeNull();
  });

  test("back puts the row to where and how it was", () => {
    const gone = editInbox(three, WHOLE_INBOX, one(row(2), { archived: true }));
    expect(titles(editInbox(gone, WHOLE_INBOX, undo(row(2))))).toEqual(titles(three));
    const archive = inbox(page([row(2, { archivedAt: AT })]));
    expect(titles(editInbox(archive, { state: "archived" }, undo(row(2))))).toEqual([]);
  });
});

describe("a group", () => {
  const list = inbox(page([head(3, 3), row(1)]));

  test("goes as one when the row that stands for it goes", () => {
    expect(titles(editInbox(list, WHOLE_INBOX, whole(head(3, 3), { archived: true })))).toEqual(["Number 1"]);
    const members = [head(3, 3), head(2, 3), head(0, 3)];
    expect(editGroup(members, "inbox", whole(head(3, 3), { archived: true }))).toEqual([]);
    expect(editGroup(members, "inbox", whole(head(3, 3), { read: true })).every((m) => m.isRead)).toBe(true);
  });

  test("is read as one, and has nothing unread any more", () => {
    const [after] = rowsOf(editInbox(list, WHOLE_INBOX, whole(head(3, 3), { read: true })));
    expect(after).toMatchObject({ isRead: true, group: { count: 3, unread: 0 } });
  });

  test("has one less when one of it goes, and one unread less when one is read", () => {
    const numbers = (edit: Edit) => rowsOf(editInbox(list, WHOLE_INBOX, edit))[0]?.group;
    expect(numbers(one(head(2, 3), { archived: true }))).toMatchObject({ count: 2, unread: 2 });
    expect(numbers(one(head(2, 3), { read: true }))).toMatchObject({ count: 3, unread: 2 });
    expect(numbers(one(head(2, 3, { isRead: true }), { read: false }))).toMatchObject({ count: 3, unread: 4 });
  });

  test("that is elsewhere is not touched", () => {
    const snoozed = head(2, 1, { snoozedUntil: AT });
    expect(editRow(snoozed, whole(head(3, 3), { read: true }))).toBe(snoozed);
  });

  test("that is listed already is not listed twice when one of it comes back", () => {
    expect(titles(editInbox(list, WHOLE_INBOX, undo(head(2, 3))))).toEqual(["Number 3", "Number 1"]);
  });
});

describe("the count", () => {
  const shift = (edit: Edit) => editCount(10, edit) - 10;

  test("goes down by what was unread and leaves the inbox, or is read", () => {
    expect(shift(ALL)).toBe(-10);
    expect(shift(one(row(1), { read: true }))).toBe(-1);
    expect(shift(one(row(1), { archived: true }))).toBe(-1);
    expect(shift(whole(head(3, 3), { deleted: true }))).toBe(-3);
    expect(shift(one(row(1, { isRead: true }), { snoozedUntil: AT }))).toBe(0);
  });

  test("goes up by what is unread and comes to the inbox", () => {
    expect(shift(one(row(1, { archivedAt: AT }), { archived: false }))).toBe(1);
    expect(shift(one(row(1, { isRead: true }), { read: false }))).toBe(1);
    expect(shift(one(row(1, { snoozedUntil: AT, isRead: true }), { snoozedUntil: null }))).toBe(0);
  });

  test("does not count the archive", () => {
    expect(shift(one(row(1, { archivedAt: AT }), { read: true }))).toBe(0);
    expect(shift(one(row(1, { archivedAt: AT }), { deleted: true }))).toBe(0);
  });
});
