"use client";

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { toast } from "sonner";
import { call } from "@/lib/http/call";
import { type Edit, rowsOf } from "./cache";
import type { Count, Notification } from "./contract";
import { markAllRead, markRead, updateNotification } from "./edits-contract";
import { type Filter, notificationKeys, notificationQuery, notificationsQuery, traceQuery } from "./queries";
import { countQuery } from "./store";
import { inboxSync } from "./sync";
import { type Watched, watchInbox } from "./watch";

/** How many notifications are unread; undefined until that is known. `ws` is the workspace's slug, here and below. */
export function useUnreadCount(ws: string): number | undefined {
  return useQuery({ ...countQuery(ws), staleTime: Number.POSITIVE_INFINITY }).data?.count;
}

/** The rows of a list, newest first. Rows read meanwhile are still in the unread list, as read. */
export function useInbox(ws: string, filter: Filter, enabled = true) {
  const query = useInfiniteQuery({ ...notificationsQuery(ws, filter), staleTime: Number.POSITIVE_INFINITY, enabled });
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  return { ...query, rows };
}

/** One notification: from the list it is in, else asked for by its id. */
export function useNotification(ws: string, id: string | null, listed: Notification | undefined) {
  const query = useQuery({ ...notificationQuery(ws, id ?? ""), enabled: id !== null && !listed });
  return { ...query, notification: listed ?? query.data };
}

/** Why I got it, and what happened on each channel. */
export const useTrace = (ws: string, id: string) => useQuery({ ...traceQuery(ws, id), staleTime: 5_000 });

/** Marks rows read, here at once and everywhere in a moment. */
export function useMarkRead(ws: string): (ids: string[]) => void {
  const { mutate } = useEdit(ws, ({ ids }) => call(markRead, { ws, ids: [...ids] }));
  return useCallback((ids) => mutate({ ids, read: true }), [mutate]);
}

/** Marks one row unread again. */
export function useMarkUnread(ws: string): (id: string) => void {
  const { mutate } = useEdit(ws, ({ ids }) => call(updateNotification, { ws, id: ids[0] ?? "", read: false }));
  return useCallback((id) => mutate({ ids: [id], read: false }), [mutate]);
}

/** Marks everything read, what is not loaded too. */
export function useMarkAllRead(ws: string): () => void {
  const { mutate } = useEdit(ws, () => call(markAllRead, { ws }));
  return useCallback(() => mutate({ ids: "all", read: true }), [mutate]);
}

/** Keeps this workspace's inbox true while the page is open. Once per page. */
export function useInboxLive(ws: string, watched: Watched): void {
  const queryClient = useQueryClient();
  const [fixed] = useState(watched);
  useEffect(() => watchInbox(inboxSync(queryClient, ws), fixed), [queryClient, ws, fixed]);
}

/** Calls back with unread rows that arrive while the page is open. */
export function useArrivals(ws: string, onArrival: (rows: Notification[]) => void): void {
  const queryClient = useQueryClient();
  useEffect(() => inboxSync(queryClient, ws).greet(onArrival), [queryClient, ws, onArrival]);
}

/** Whether what is shown could not be refreshed lately, since when, and how to try again. */
export function useRefreshFailure(ws: string): { failedAt: Date | null; retry: () => void } {
  const sync = inboxSync(useQueryClient(), ws);
  const failedAt = useSyncExternalStore(sync.watch, sync.getFailedAt, () => null);
  return { failedAt, retry: sync.refresh };
}

function useEdit(ws: string, send: (edit: Edit) => Promise<Count>) {
  const sync = inboxSync(useQueryClient(), ws);
  return useMutation({
    mutationKey: notificationKeys.all(ws),
    // One after the other, in the order they were made: read and unread again must not overtake each other.
    scope: { id: `inbox ${ws}` },
    mutationFn: send,
    onMutate: (edit) => sync.begin(edit),
    onSuccess: (answer, _edit, done) => sync.commit(done, answer),
    onError: (error, edit, done) => {
      if (done) sync.revert(done);
      toast.error(`${whatFailed(edit)} ${error.message}`);
    },
    onSettled: () => sync.settle(),
  });
}

function whatFailed({ ids, read }: Edit): string {
  const what = ids === "all" ? "Your notifications" : ids.length === 1 ? "That notification" : `Those ${ids.length}`;
  return `Not marked ${read ? "read" : "unread"}. ${what} stayed ${read ? "unread" : "read"}, nothing is lost.`;
}
