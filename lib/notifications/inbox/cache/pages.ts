import type { InfiniteData } from "@tanstack/react-query";
import type { Count, Notification, Page } from "@/lib/notifications/inbox/contract";
import type { InboxFilter } from "../filters-contract";
import { belongsButForReading } from "./filter";

/** A list as the browser holds it: pages of any length, newest first. */
export type Inbox = InfiniteData<Page, unknown>;

/** What the server says has changed since a list was fetched. */
export interface Changes {
  changed: ReadonlyMap<string, Notification>;
  removed: ReadonlySet<string>;
}

export const rowsOf = (inbox: Inbox | undefined): Notification[] =>
  inbox?.pages.flatMap((page) => page.notifications) ?? [];

/** The inbox's sequence number when this list was fetched; undefined where nothing has been fetched. */
export const seqOf = (inbox: Inbox | undefined): number | undefined => inbox?.pages[0]?.seq;

/** Of two answers the one that knows more. Answers overtake each other on the way. */
export const newerCount = (known: Count | undefined, next: Count): Count =>
  known && known.seq > next.seq ? known : next;

/** Each row as `change` has it, or without it where that is null. Pages in which nothing changes stay the same objects. */
export function mapRows(inbox: Inbox, change: (row: Notification) => Notification | null): Inbox {
  const pages = inbox.pages.map((page) => {
    const notifications = page.notifications.flatMap((row) => change(row) ?? []);
    const isSame =
      notifications.length === page.notifications.length &&
      notifications.every((row, i) => row === page.notifications[i]);
    return isSame ? page : { ...page, notifications };
  });
  return pages.every((page, i) => page === inbox.pages[i]) ? inbox : { ...inbox, pages };
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
 * A list refreshed from the top. In a list of the unread, a row that has only been read since stays, as read, until
 * the view lets it go. `changes` are since the list was fetched; null: nobody knows any more.
 */
export function refreshInbox(inbox: Inbox, fresh: Page[], filter: InboxFilter, changes: Changes | null): Inbox {
  const pageParams = fresh.map((_, i) => fresh[i - 1]?.nextCursor ?? "");
  const next: Inbox = { pages: fresh, pageParams };
  if (!filter.unread) return next;
  const listed = rowsOf(next);
  const still = new Set(listed.flatMap(({ id, group }) => [id, ...(group ? [group.id] : [])]));
  const oldest = fresh.at(-1)?.nextCursor ? listed.at(-1) : undefined;
  return rowsOf(inbox)
    .filter((row) => !still.has(row.id) && !(row.group && still.has(row.group.id)))
    .flatMap((row) => keptAs(row, filter, changes) ?? [])
    .filter((row) => !oldest || isNewer(row, oldest))
    .reduce(insertRow, next);
}

/** A row that is gone from a list of the unread: as it is now if only its having been read took it away, else null. */
function keptAs(row: Notification, filter: InboxFilter, changes: Changes | null): Notification | null {
  const now = changes?.changed.get(row.id) ?? row;
  if (changes?.removed.has(row.id) || !now.isRead) return null;
  return belongsButForReading(now, filter) ? now : null;
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

/** The order of every list. */
export const newestFirst = (a: Notification, b: Notification) => compare(b.listedAt, a.listedAt) || compare(b.id, a.id);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
