import { call } from "@/lib/http/call";
import type { Notification, Page } from "../contract";
import type { InboxFilter } from "../filters-contract";
import * as api from "../operations";
import { PAGE_ROWS } from "../queries";
import { belongsButForReading, type Inbox, insertRow, isNewer, listQuery, rowsOf, seqOf } from "./lists";
import type { InboxStore, Listed } from "./store";

const MAX_ROWS = 100;

/** What the server says has changed since a list was fetched. */
export interface Changes {
  changed: ReadonlyMap<string, Notification>;
  removed: ReadonlySet<string>;
}

/**
 * Takes what is shown from the server again, from the top and each list as far as it was loaded; nothing at all if an
 * edit has crossed it. Answers with what has arrived since.
 */
export async function refreshLists(store: InboxStore, isCrossed: () => boolean): Promise<Notification[] | null> {
  const lists = store.keptLists();
  if (lists.length === 0) await store.fetchCount();
  const [changes, ...fetched] = await Promise.all([
    fetchChanges(store.ws, lists),
    ...lists.map((listed) => fetchLoaded(store.ws, listed)),
  ]);
  if (isCrossed()) return null;
  store.cancel();
  const arrived = lists.flatMap(({ filter, inbox }, i) => {
    const next = refreshInbox(inbox, fetched[i] ?? [], filter, changes);
    store.setList(filter, next);
    const isWhole = Object.keys(filter).every((key) => key === "group");
    return isWhole ? arrivals(inbox, next) : [];
  });
  store.outdate();
  return arrived;
}

/** What became of rows that have left a list; asked only where that matters. */
async function fetchChanges(ws: string, lists: Listed[]): Promise<Changes | null> {
  const unread = lists.filter(({ filter }) => filter.unread);
  if (unread.length === 0) return null;
  const since = Math.min(...unread.map(({ inbox }) => seqOf(inbox) ?? 0));
  const { changes, removed, hasMore, reload } = await call(api.pollNotifications, { ws, since });
  if (hasMore || reload) return null;
  return { changed: new Map(changes.map((row) => [row.id, row])), removed: new Set(removed) };
}

/** As many rows from the top as the list holds now, in as few answers as can be. */
async function fetchLoaded(ws: string, { filter, inbox }: Listed): Promise<Page[]> {
  const wanted = rowsOf(inbox).length;
  const pages: Page[] = [];
  let got = 0;
  let cursor: string | undefined;
  do {
    const limit = Math.min(MAX_ROWS, Math.max(PAGE_ROWS, wanted - got));
    const page: Page = await call(api.listNotifications, { ws, limit, ...listQuery(filter), cursor });
    pages.push(page);
    got += page.notifications.length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && got < wanted);
  return pages;
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

/** Unread rows that are newer than everything the list held before. */
export function arrivals(before: Inbox, after: Inbox): Notification[] {
  const newest = rowsOf(before)[0];
  return rowsOf(after).filter((row) => !row.isRead && (!newest || isNewer(row, newest)));
}
