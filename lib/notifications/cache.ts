import type { InfiniteData } from "@tanstack/react-query";
import type { Count, Notification, Page } from "./contract";
import type { Filter } from "./queries";

/** A list as the browser holds it: pages of any length, newest first. */
export type Inbox = InfiniteData<Page, unknown>;

/** A change a person makes: these rows, or all, become read or unread. */
export interface Edit {
  ids: readonly string[] | "all";
  read: boolean;
}

export const rowsOf = (inbox: Inbox | undefined): Notification[] =>
  inbox?.pages.flatMap((page) => page.notifications) ?? [];

/** The inbox's sequence number when this list was fetched; undefined where nothing has been fetched. */
export const seqOf = (inbox: Inbox | undefined): number | undefined => inbox?.pages[0]?.seq;

/** Of two answers the one that knows more. Answers overtake each other on the way. */
export const newerCount = (known: Count | undefined, next: Count): Count =>
  known && known.seq > next.seq ? known : next;

/** The row after the edit; the same object where nothing changes. */
export function editRow(row: Notification, { ids, read }: Edit, at: string): Notification {
  const isMeant = (ids === "all" || ids.includes(row.id)) && row.isRead !== read;
  return isMeant ? { ...row, isRead: read, readAt: read ? at : null } : row;
}

/** The list after the edit. Rows stay where they are, in the unread list too: what is being read must not move. */
export function editInbox(inbox: Inbox, edit: Edit, at: string): Inbox {
  return {
    ...inbox,
    pages: inbox.pages.map((page) => {
      const notifications = page.notifications.map((row) => editRow(row, edit, at));
      return notifications.some((row, i) => row !== page.notifications[i]) ? { ...page, notifications } : page;
    }),
  };
}

/** The list with the row in its place, unless it is there already or belongs to a page not loaded yet. */
export function insertRow(inbox: Inbox, row: Notification): Inbox {
  const rows = rowsOf(inbox);
  if (rows.some(({ id }) => id === row.id)) return inbox;
  const isPastTheEnd = !rows.some((other) => isNewer(row, other));
  const last = inbox.pages.length - 1;
  if (isPastTheEnd && inbox.pages[last]?.nextCursor) return inbox;
  const target = isPastTheEnd ? last : inbox.pages.findIndex((page) => page.notifications.some((r) => isNewer(row, r)));
  const pages = inbox.pages.map((page, i) =>
    i === target ? { ...page, notifications: [...page.notifications, row].sort(newestFirst) } : page,
  );
  return { ...inbox, pages };
}

/**
 * A list refreshed from the top. In the unread list a row that has vanished was read elsewhere: it stays, as read,
 * until the view lets it go.
 */
export function refreshInbox(inbox: Inbox, fresh: Page[], filter: Filter, at: string): Inbox {
  const pageParams = fresh.map((_, i) => fresh[i - 1]?.nextCursor ?? "");
  const next: Inbox = { pages: fresh, pageParams };
  if (filter === "all") return next;
  const still = new Set(rowsOf(next).map(({ id }) => id));
  const oldest = fresh.at(-1)?.nextCursor ? rowsOf(next).at(-1) : undefined;
  return rowsOf(inbox)
    .filter((row) => !still.has(row.id) && (!oldest || isNewer(row, oldest)))
    .reduce((list, row) => insertRow(list, editRow(row, { ids: "all", read: true }, at)), next);
}

/** The list as up to date as `seq`, if that is the very next change after the one it knows. */
export function followSeq(inbox: Inbox, seq: number): Inbox {
  const [first, ...rest] = inbox.pages;
  return first && first.seq + 1 === seq ? { ...inbox, pages: [{ ...first, seq }, ...rest] } : inbox;
}

/** Unread rows that are newer than everything the list held before. */
export function arrivals(before: Inbox, after: Inbox): Notification[] {
  const newest = rowsOf(before)[0];
  return rowsOf(after).filter((row) => !row.isRead && (!newest || isNewer(row, newest)));
}

export const isNewer = (a: Notification, b: Notification): boolean => newestFirst(a, b) < 0;

const newestFirst = (a: Notification, b: Notification) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
