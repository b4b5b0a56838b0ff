import { getUnreadCount, listNotifications, type State } from "@/lib/notifications/inbox/contract";
import { markAllRead, markRead } from "@/lib/notifications/inbox/edits-contract";
import { linesOf, print } from "./print";
import { type Options, signedIn } from "./target";

interface Filter extends Options {
  state?: State;
  unread?: true;
  category?: string;
  type?: string;
  limit?: string;
  cursor?: string;
}

/** One page of the inbox, newest first. */
export async function list(filter: Filter): Promise<void> {
  const { state, category, type, limit, cursor } = filter;
  const target = signedIn(filter);
  const unread = filter.unread && "true";
  const page = await target.ask(listNotifications, { ws: target.ws, state, unread, category, type, limit, cursor });
  const lines = page.notifications.map(linesOf);
  const more = page.nextCursor ? [`More: --cursor ${page.nextCursor}`] : [];
  print(filter, page, [...lines, ...more, `${page.unreadCount} unread.`].join("\n"));
}

/** How many are unread. */
export async function unreadCount(options: Options): Promise<void> {
  const target = signedIn(options);
  const count = await target.ask(getUnreadCount, { ws: target.ws });
  print(options, count, String(count.count));
}

/** Marks some read, by their ids. */
export async function read(ids: string[], options: Options): Promise<void> {
  const target = signedIn(options);
  const changed = await target.ask(markRead, { ws: target.ws, ids });
  print(options, changed, `${changed.changed.length} marked read, ${changed.count} unread.`);
}

interface Which extends Options {
  category?: string;
  type?: string;
  before?: string;
}

/** Marks the inbox read, or a part of it. */
export async function readAll(which: Which): Promise<void> {
  const { type, before } = which;
  const target = signedIn(which);
  const category = which.category as Parameters<typeof target.ask<typeof markAllRead>>[1]["category"];
  const count = await target.ask(markAllRead, { ws: target.ws, category, type, before });
  print(which, count, `${count.count} unread.`);
}
