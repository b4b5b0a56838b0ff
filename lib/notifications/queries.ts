import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { getNotification, getTrace, getUnreadCount, listNotifications } from "./contract";

export type Filter = "all" | "unread";

/** The only home of this domain's query keys. `ws` is the workspace's slug. */
export const notificationKeys = {
  all: (ws: string) => ["notifications", ws] as const,
  count: (ws: string) => ["notifications", ws, "count"] as const,
  lists: (ws: string) => ["notifications", ws, "list"] as const,
  list: (ws: string, filter: Filter) => ["notifications", ws, "list", filter] as const,
  one: (ws: string, id: string) => ["notifications", ws, "one", id] as const,
  trace: (ws: string, id: string) => ["notifications", ws, "trace", id] as const,
};

export const unreadCountQuery = (ws: string) =>
  queryOptions({ queryKey: notificationKeys.count(ws), queryFn: ({ signal }) => call(getUnreadCount, { ws }, signal) });

export const notificationsQuery = (ws: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: notificationKeys.list(ws, filter),
    queryFn: ({ pageParam, signal }) =>
      call(
        listNotifications,
        {
          ws,
          limit: 30,
          ...(filter === "unread" && { unread: "true" as const }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
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
