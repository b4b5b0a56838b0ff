import { call } from "@/lib/http/call";
import { listNotifications, type Page } from "./contract";
import type { Filter } from "./queries";

const PAGE = { least: 30, most: 100 };

/** A list's pages from the top until they hold `wanted` rows, in as few answers as can be. `ws` is the workspace's slug. */
export async function reloadPages(ws: string, filter: Filter, wanted: number): Promise<Page[]> {
  const unread = filter === "unread" ? ("true" as const) : undefined;
  const pages: Page[] = [];
  let got = 0;
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE.most, Math.max(PAGE.least, wanted - got));
    const page: Page = await call(listNotifications, { ws, limit, unread, cursor });
    pages.push(page);
    got += page.notifications.length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && got < wanted);
  return pages;
}
