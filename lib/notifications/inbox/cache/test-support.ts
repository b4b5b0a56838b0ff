import type { Notification, Page } from "../contract";
import { type Inbox, rowsOf } from "./lists";

export const AT = "2026-11-21T12:00:00.000Z";

export const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** Row `n` is newer the higher its number. */
export function row(n: number, differing: Partial<Notification> = {}): Notification {
  const at = new Date(Date.parse(AT) + n * 1_000).toISOString();
  return {
    id: idOf(n),
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
    isRead: false,
    readAt: differing.isRead ? AT : null,
    seenAt: null,
    archivedAt: null,
    snoozedUntil: null,
    createdAt: at,
    listedAt: at,
    ...differing,
  };
}

/** A row that stands for a group with so many in it, all unread. */
export const head = (n: number, count: number, differing: Partial<Notification> = {}): Notification =>
  row(n, { group: { id: idOf(900), count, unread: count }, ...differing });

export const page = (rows: Notification[], seq = 1, nextCursor: string | null = null): Page => ({
  notifications: rows,
  nextCursor,
  unreadCount: rows.filter((one) => !one.isRead).length,
  seq,
});

export const inbox = (...pages: Page[]): Inbox => ({
  pages,
  pageParams: pages.map((_, i) => (i ? `cursor ${i}` : "")),
});

/** What a list shows, read ones in brackets. */
export const titles = (list: Inbox | undefined) =>
  rowsOf(list).map(({ title, isRead }) => (isRead ? `(${title})` : title));
