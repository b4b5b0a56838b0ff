import { MENTIONS } from "@/lib/notifications/inbox/constants";
import type { Notification, State } from "@/lib/notifications/inbox/contract";
import type { InboxFilter } from "../filters-contract";

/** What the bell opens, and what is kept true on every page: the whole inbox, one row per subject. */
export const WHOLE_INBOX: InboxFilter = { group: true };
export const UNREAD_INBOX: InboxFilter = { group: true, unread: true };

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
