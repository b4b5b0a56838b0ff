import type { InfiniteData } from "@tanstack/react-query";
import { MENTIONS } from "../constants";
import type { Count, Notification, Page, State } from "../contract";
import type { InboxFilter } from "../filters-contract";

/** What the bell opens, and what is kept true on every page: the whole inbox, one row per subject. */
export const WHOLE_INBOX: InboxFilter = { group: true };
export const UNREAD_INBOX: InboxFilter = { group: true, unread: true };

/** A list as the browser holds it: pages of any length, newest first. */
export type Inbox = InfiniteData<Page, unknown>;

export const stateOf = ({ archivedAt, snoozedUntil }: Notification): State =>
  archivedAt ? "archived" : snoozedUntil ? "snoozed" : "inbox";

/** Whether this filter would list the row. */
export const belongs = (row: Notification, filter: InboxFilter): boolean =>
  belongsButForReading(row, filter) && !(filter.unread && row.isRead);

/** The same, where read or unread does not matter: what was read a moment ago is still being looked at. */
export function belongsButForReading(row: Notification, filter: InboxFilter): boolean {
  const isOneOf = (values: readonly string[] | undefined, value: string) => !values || values.includes(value);
  return (
    stateOf(row) === (filter.state ?? "inbox") &&
    (!filter.mentions || MENTIONS.includes(row.type)) &&
    isOneOf(filter.type, row.type) &&
    isOneOf(filter.category, row.category) &&
    isOneOf(filter.priority, row.priority) &&
    (!filter.from || Date.parse(row.listedAt) >= Date.parse(filter.from)) &&
    (!filter.to || Date.parse(row.listedAt) <= Date.parse(filter.to))
  );
}

/** The filter as the query parameters of a list. */
export function listQuery({ unread, mentions, group, type, category, priority, ...rest }: InboxFilter) {
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : (`${value}` as const));
  return {
    ...rest,
    unread: flag(unread),
    mentions: flag(mentions),
    group: flag(group),
    type: type?.join(","),
    category: category?.join(","),
    priority: priority?.join(","),
  };
}

export const rowsOf = (inbox: Inbox | undefined): Notification[] =>
  inbox?.pages.flatMap((page) => page.notifications) ?? [];

/** The inbox's sequence number when this list was fetched; undefined where nothing has been fetched. */
export const seqOf = (inbox: Inbox | undefined): number | undefined => inbox?.pages[0]?.seq;

/** The list as up to date as `seq`, if that is the very next change after the one it knows. */
export function followSeq(inbox: Inbox, seq: number): Inbox {
  const [first, ...rest] = inbox.pages;
  return first && first.seq + 1 === seq ? { ...inbox, pages: [{ ...first, seq }, ...rest] } : inbox;
}

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

export const isNewer = (a: Notification, b: Notification): boolean => newestFirst(a, b) < 0;

/** The order of every list. */
export const newestFirst = (a: Notification, b: Notification) => compare(b.listedAt, a.listedAt) || compare(b.id, a.id);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
