"use client";

import { useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { toast } from "@/lib/toast";
import { rowsOf } from "./cache/pages";
import type { PendingEdit } from "./cache/pending";
import { sendStep } from "./cache/send";
import { countQuery } from "./cache/store";
import { inboxSync } from "./cache/sync";
import { type Watched, watchInbox } from "./cache/watch";
import type { Notification, State } from "./contract";
import type { InboxFilter } from "./filters-contract";
import { groupQuery, notificationKeys, notificationQuery, notificationsQuery, traceQuery } from "./queries";

export type { Change, Target } from "./cache/edit";
export { stateOf, UNREAD_INBOX, WHOLE_INBOX } from "./cache/filter";
export { isNewer, newestFirst } from "./cache/pages";
export type { PendingEdit } from "./cache/pending";

const GROUP_FRESH_MS = 5_000;

/** How many notifications are unread; undefined until that is known. `ws` is the workspace's slug, here and below. */
export function useUnreadCount(ws: string): number | undefined {
  return useQuery({ ...countQuery(ws), staleTime: Number.POSITIVE_INFINITY }).data?.count;
}

/** The rows of a list, newest first. Rows read meanwhile are still in the unread list, as read. */
export function useInbox(ws: string, filter: InboxFilter, enabled = true) {
  const query = useInfiniteQuery({ ...notificationsQuery(ws, filter), staleTime: Number.POSITIVE_INFINITY, enabled });
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  return { ...query, rows };
}

/** What groups have gathered in one place, by their ids, newest first: at most the latest hundred of each. */
export function useGroups(ws: string, groupIds: readonly string[], state: State) {
  return useQueries({
    queries: groupIds.map((id) => ({ ...groupQuery(ws, id, state), staleTime: GROUP_FRESH_MS })),
    combine: (results) => Object.fromEntries(groupIds.map((id, i) => [id, results[i]?.data?.notifications])),
  });
}

/** One notification: from the list it is in, else asked for by its id. */
export function useNotification(ws: string, id: string | null, listed: Notification | undefined) {
  const query = useQuery({ ...notificationQuery(ws, id ?? ""), enabled: id !== null && !listed });
  return { ...query, notification: listed ?? query.data };
}

/** Why I got it, and what happened on each channel. */
export const useTrace = (ws: string, id: string) => useQuery({ ...traceQuery(ws, id), staleTime: 5_000 });

/** Does something to rows, here at once and everywhere in a moment. What fails is taken back before `onFailed` is told. */
export function useInboxAction(
  ws: string,
  onFailed: (step: PendingEdit, error: Error) => void,
): (step: PendingEdit) => void {
  const sync = inboxSync(useQueryClient(), ws);
  const { mutate } = useMutation({
    mutationKey: notificationKeys.all(ws),
    // One after the other, in the order they were made: read and unread again must not overtake each other.
    scope: { id: `inbox ${ws}` },
    mutationFn: (step: PendingEdit) => sendStep(ws, step),
    onMutate: (step) => sync.steps.begin(step),
    onSuccess: (sent, _step, done) => sync.steps.commit(done, sent),
    onError: (error, step, done) => {
      if (done) sync.steps.revert(done);
      onFailed(step, error);
    },
    onSettled: () => sync.steps.settle(),
  });
  return mutate;
}

/** Marks everything read, what is not loaded too. */
export function useMarkAllRead(ws: string): () => void {
  const take = useInboxAction(ws, (_, { message }) => {
    toast.error(`Not marked read. Your notifications are as before, nothing is lost. ${message}`);
  });
  return useCallback(() => take({ edit: { targets: "all", change: { read: true } } }), [take]);
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
