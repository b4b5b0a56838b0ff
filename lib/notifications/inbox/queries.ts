import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { listQuery } from "./cache/lists";
import type { State } from "./contract";
import type { InboxFilter } from "./filters-contract";
import { getNotification, getTrace, getUnreadCount, listFilters, listGroup, listNotifications } from "./operations";

/** Rows of a list's first page, in the browser and as the server draws it. */
export const PAGE_ROWS = 30;
const GROUP_ROWS = 100;

/** The only home of this domain's query keys. `ws` is the workspace's slug. */
export const notificationKeys = {
  all: (ws: string) => ["notifications", ws] as const,
  count: (ws: string) => ["notifications", ws, "count"] as const,
  ofKind: (ws: string, kind: "count" | "list" | "group" | "one" | "trace") => ["notifications", ws, kind] as const,
  list: (ws: string, filter: InboxFilter) => ["notifications", ws, "list", filter] as const,
  group: (ws: string, groupId: string, state: State) => ["notifications", ws, "group", groupId, state] as const,
  one: (ws: string, id: string) => ["notifications", ws, "one", id] as const,
  trace: (ws: string, id: string) => ["notifications", ws, "trace", id] as const,
  savedFilters: (ws: string) => ["notifications", ws, "saved filters"] as const,
};

/** What a list's key says it lists. */
export const filterIn = (queryKey: readonly unknown[]) => queryKey[3] as InboxFilter;

/** Where what a group's key names is. */
export const stateIn = (queryKey: readonly unknown[]) => queryKey[4] as State;

export const unreadCountQuery = (ws: string) =>
  queryOptions({ queryKey: notificationKeys.count(ws), queryFn: ({ signal }) => call(getUnreadCount, { ws }, signal) });

export const notificationsQuery = (ws: string, filter: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: notificationKeys.list(ws, filter),
    queryFn: ({ pageParam, signal }) =>
      call(
        listNotifications,
        { ws, limit: PAGE_ROWS, ...listQuery(filter), ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const groupQuery = (ws: string, groupId: string, state: State) =>
  queryOptions({
    queryKey: notificationKeys.group(ws, groupId, state),
    queryFn: ({ signal }) => call(listGroup, { ws, groupId, state, limit: GROUP_ROWS }, signal),
  });

export const notificationQuery = (ws: string, id: string) =>
  queryOptions({
    queryKey: notificationKeys.one(ws, id),
    queryFn: ({ signal }) => call(getNotification, { ws, id }, signal),
  });

export const traceQuery = (ws: string, id: string) =>
  queryOptions({
    queryKey: notificationKeys.trace(ws, id),
    queryFn: ({ signal }) => call(getTrace, { ws, id }, signal),
  });

export const savedFiltersQuery = (ws: string) =>
  queryOptions({
    queryKey: notificationKeys.savedFilters(ws),
    queryFn: ({ signal }) => call(listFilters, { ws }, signal),
  });
