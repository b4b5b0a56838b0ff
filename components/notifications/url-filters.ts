import { CATEGORIES, type Category, PRIORITIES, type Priority } from "@/db/enums";
import type { InboxFilter } from "@/lib/notifications/inbox/filters-contract";
import { momentAt, wallClock } from "../ui/time-zone";

/** The lists of the inbox, as the chips above it name them. */
export const VIEWS = ["unread", "all", "mentions", "snoozed", "archived"] as const;
export type View = (typeof VIEWS)[number];

export const VIEW_LABELS: Record<View, string> = {
  unread: "Unread",
  all: "All",
  mentions: "Mentions",
  snoozed: "Snoozed",
  archived: "Archived",
};

/** One of the lists, and what it is narrowed by. Days are `2026-11-21`, by the person's own clock, both included. */
export interface UrlFilters {
  view: View;
  type: string[];
  category: Category[];
  priority: Priority[];
  from: string | null;
  to: string | null;
  isUnreadOnly: boolean;
}

/** What an address asks for. Whatever in it is not ours to know is left out. */
export function readUrlFilters(search: URLSearchParams): UrlFilters {
  const among = <T extends string>(name: string, known: readonly T[]) => {
    const given = search.get(name)?.split(",") ?? [];
    return known.filter((value) => given.includes(value));
  };
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(search.get(name) ?? "") ? search.get(name) : null);
  const isUnreadOnly = search.get("read") === "unread";
  const shown = VIEWS.find((one) => one === search.get("show")) ?? "unread";
  // Of all, the unread only: that list has a chip of its own.
  const view = shown === "all" && isUnreadOnly ? "unread" : shown;
  return {
    view,
    type: [...new Set(search.get("type")?.split(",").filter(Boolean) ?? [])].sort(),
    category: among("category", CATEGORIES),
    priority: among("priority", PRIORITIES),
    from: day("from"),
    to: day("to"),
    isUnreadOnly: view !== "unread" && isUnreadOnly,
  };
}

/** The same as an address writes it; null leaves a parameter out. */
export const writeUrlFilters = (urlFilters: UrlFilters): Record<string, string | null> => ({
  show: urlFilters.view === "unread" ? null : urlFilters.view,
  type: urlFilters.type.join(",") || null,
  category: urlFilters.category.join(",") || null,
  priority: urlFilters.priority.join(",") || null,
  from: urlFilters.from,
  to: urlFilters.to,
  read: urlFilters.view !== "unread" && urlFilters.isUnreadOnly ? "unread" : null,
});

/** How many things setUrlFilters the list, beside which list it is. */
export const countFilters = ({ type, category, priority, from, to, isUnreadOnly }: UrlFilters): number =>
  type.length + category.length + priority.length + Number(from !== null || to !== null) + Number(isUnreadOnly);

/** The same list, not narrowed. */
export const withoutFilters = ({ view }: UrlFilters): UrlFilters => readUrlFilters(new URLSearchParams({ show: view }));

/** What to ask the server for. */
export function filterOf({ view, isUnreadOnly, from, to, ...rest }: UrlFilters, timeZone: string): InboxFilter {
  const { type, category, priority } = rest;
  return {
    group: true,
    ...((view === "unread" || isUnreadOnly) && { unread: true }),
    ...(view === "mentions" && { mentions: true }),
    ...((view === "snoozed" || view === "archived") && { state: view }),
    ...(type.length > 0 && { type }),
    ...(category.length > 0 && { category }),
    ...(priority.length > 0 && { priority }),
    ...(from && { from: startOf(from, 0, timeZone) }),
    ...(to && { to: new Date(Date.parse(startOf(to, 1, timeZone)) - 1).toISOString() }),
  };
}

/** The other way round, for a filter that was kept. */
export function urlFiltersOf(filter: InboxFilter, timeZone: string): UrlFilters {
  const place = filter.state === "archived" || filter.state === "snoozed" ? filter.state : null;
  const view = place ?? (filter.mentions ? "mentions" : filter.unread ? "unread" : "all");
  return {
    view,
    type: [...(filter.type ?? [])].sort(),
    category: CATEGORIES.filter((one) => filter.category?.includes(one)),
    priority: PRIORITIES.filter((one) => filter.priority?.includes(one)),
    from: filter.from ? dayOf(filter.from, timeZone) : null,
    to: filter.to ? dayOf(filter.to, timeZone) : null,
    isUnreadOnly: view !== "unread" && filter.unread === true,
  };
}

/** Whether both ask for the same. */
export const isSame = (a: UrlFilters, b: UrlFilters): boolean =>
  JSON.stringify(writeUrlFilters(a)) === JSON.stringify(writeUrlFilters(b));

function startOf(day: string, daysLater: number, timeZone: string): string {
  const [year = 1, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(momentAt({ year, month, day: date + daysLater, hour: 0, minute: 0 }, timeZone)).toISOString();
}

function dayOf(at: string, timeZone: string): string {
  const { year, month, day } = wallClock(Date.parse(at), timeZone);
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}
