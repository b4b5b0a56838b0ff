import { expect, test } from "vitest";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { isUnread } from "./subject";
import { holdBack } from "./visible-rows";

const row = (n: number, group?: { id: string; count: number; unread: number }) =>
  ({ id: `${n}`, listedAt: `2026-11-21T12:00:0${n}.000Z`, isRead: false, group: group ?? null }) as Notification;
const ids = (rows: Notification[]) => rows.map(({ id }) => id).join(" ");
const g = (count: number, unread = count) => ({ id: "g", count, unread });

test("what waits is held back, and nothing else", () => {
  expect(ids(holdBack([row(5), row(3), row(1)], [row(5)].slice(1), [row(3), row(1)]))).toBe("5 3 1");
  const [newer, ...rest] = [row(5), row(3), row(1)] as const;
  expect(ids(holdBack([newer, ...rest], [newer], rest.slice()))).toBe("3 1");
});

test("a group whose latest waits stays where it is being read, under the one before", () => {
  const latest = row(5, g(3));
  const before = [row(4), row(3, g(2)), row(1)];
  expect(ids(holdBack([latest, row(4), row(1)], [latest], before))).toBe("4 3 1");
});

test("a row is unread while anything of its group is", () => {
  expect(isUnread({ ...row(1, g(3, 1)), isRead: true })).toBe(true);
  expect(isUnread({ ...row(1, g(3, 0)), isRead: true })).toBe(false);
  expect(isUnread({ ...row(1, g(1, 1)), isRead: true })).toBe(false);
  expect(isUnread(row(1))).toBe(true);
});
