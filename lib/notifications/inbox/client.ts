"use client";

import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { replay } from "@/lib/http/pending-edits";
import { type Edit, editCount, editGroup, editInbox, editRow } from "./cache/edit";
import { rowsOf } from "./cache/lists";
import { sendEdit } from "./cache/send";
import { countQuery } from "./cache/store";
import { InboxSync } from "./cache/sync";
import { type Watched, watchInbox } from "./cache/watch";
import type { Notification, State } from "./contract";
import type { InboxFilter } from "./filters-contract";
import { groupQuery, notificationQuery, notificationsQuery, traceQuery } from "./queries";

export { type Change, type Edit, makeEdit, type Target, undoOf } from "./cache/edit";
export { isNewer, newestFirst, stateOf, UNREAD_INBOX, WHOLE_INBOX } from "./cache/lists";

const GROUP_FRESH_MS = 5_000;
const NO_EDITS: readonly Edit[] = [];

/** How many notifications are unread; undefined until that is known. `ws` is the workspace's slug, here and below. */
export function useUnreadCount(ws: string): number | undefined {
  const { data } = useQuery({ ...countQuery(ws), staleTime: Number.POSITIVE_INFINITY });
  return replay(data?.count, usePendingEdits(ws), editCount);
}

/** The rows of a list, newest first. Rows read meanwhile are still in the unread list, as read. */
export function useInbox(ws: string, filter: InboxFilter) {
  const query = useInfiniteQuery({ ...notificationsQuery(ws, filter), staleTime: Number.POSITIVE_INFINITY });
  const edits = usePendingEdits(ws);
  const rows = useMemo(
    () => rowsOf(replay(query.data, edits, (inbox, edit) => editInbox(inbox, filter, edit))),
    [query.data, edits, filter],
  );
  return { ...query, rows };
}

/** What groups have gathered in one place, by their ids, newest first: at most the latest hundred of each. */
export function useGroups(ws: string, groupIds: readonly string[], state: State) {
  const edits = usePendingEdits(ws);
  const edited = (rows: Notification[] | undefined) => replay(rows, edits, (all, edit) => editGroup(all, state, edit));
  return useQueries({
    queries: groupIds.map((id) => ({ ...groupQuery(ws, id, state), staleTime: GROUP_FRESH_MS })),
    combine: (results) => Object.fromEntries(groupIds.map((id, i) => [id, edited(results[i]?.data?.notifications)])),
  });
}

/** One notification: from the list it is in, else asked for by its id. */
export function useNotification(ws: string, id: string | null, listed: Notification | undefined) {
  const query = useQuery({ ...notificationQuery(ws, id ?? ""), enabled: id !== null && !listed });
  // A row that is deleted stays in view where it is being read, until the view lets it go.
  const asked = replay(query.data, usePendingEdits(ws), (row, edit) => editRow(row, edit) ?? row);
  return { ...query, notification: listed ?? asked };
}

/** Why I got it, and what happened on each channel. */
export const useTrace = (ws: string, id: string) => useQuery({ ...traceQuery(ws, id), staleTime: 5_000 });

/** Makes an edit: here at once, everywhere in a moment. What fails is taken back before `onFailed` is called. */
export function useInboxAction(ws: string, onFailed: (edit: Edit, error: Error) => void): (edit: Edit) => void {
  const { edits } = useInboxSync(ws);
  const { mutate } = useMutation({
    // One after the other, in the order they were made: read and unread again must not overtake each other.
    scope: { id: `inbox ${ws}` },
    mutationFn: (edit: Edit) => sendEdit(ws, edit),
    onMutate: (edit) => edits.add(edit),
    onSuccess: (answer, edit) => edits.commit(edit, answer),
    onError: (error, edit) => {
      edits.revert(edit);
      onFailed(edit, error);
    },
  });
  return mutate;
}

/** Keeps this workspace's inbox true while the page is open. Once per page. */
export function useInboxLive(ws: string, watched: Watched): void {
  const sync = useInboxSync(ws);
  const [fixed] = useState(watched);
  useEffect(() => watchInbox(sync, fixed), [sync, fixed]);
}

/** Calls back with unread rows that arrive while the page is open. */
export function useArrivals(ws: string, callback: (rows: Notification[]) => void): void {
  const sync = useInboxSync(ws);
  useEffect(() => sync.onArrival(callback), [sync, callback]);
}

/** Whether what is shown could not be refreshed lately, since when, and how to try again. */
export function useRefreshFailure(ws: string): { failedAt: Date | null; retry: () => void } {
  const { failedAt, refresh } = useInboxSync(ws);
  return { failedAt: useSyncExternalStore(failedAt.subscribe, failedAt.get, () => null), retry: refresh };
}

function usePendingEdits(ws: string): readonly Edit[] {
  const { edits } = useInboxSync(ws);
  return useSyncExternalStore(edits.subscribe, edits.get, () => NO_EDITS);
}

const syncs = new WeakMap<QueryClient, Map<string, InboxSync>>();

/** The one that keeps this workspace in this page's cache. */
function useInboxSync(ws: string): InboxSync {
  const queryClient = useQueryClient();
  const ofClient = syncs.get(queryClient) ?? new Map<string, InboxSync>();
  syncs.set(queryClient, ofClient);
  const sync = ofClient.get(ws) ?? new InboxSync(queryClient, ws);
  ofClient.set(ws, sync);
  return sync;
}
