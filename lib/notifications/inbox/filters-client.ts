"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "@/lib/http/call";
import type { InboxFilter, SavedFilter } from "./filters-contract";
import { createFilter, deleteFilter, updateFilter } from "./operations";
import { notificationKeys, savedFiltersQuery } from "./queries";

/** The filters a person keeps, by name, and what can be done to them. Each rejects with a CallError. */
export function useSavedFilters(ws: string) {
  const queryClient = useQueryClient();
  const query = useQuery(savedFiltersQuery(ws));
  const { mutateAsync } = useMutation({
    mutationFn: (send: () => Promise<unknown>) => send(),
    // Waited for: whoever has saved one sees it in the list as the answer comes.
    onSettled: () => queryClient.invalidateQueries({ queryKey: notificationKeys.savedFilters(ws) }),
  });
  const actions = useMemo(
    () => ({
      save: (name: string, filter: InboxFilter) => mutateAsync(() => call(createFilter, { ws, name, filter })),
      rename: ({ id }: SavedFilter, name: string) => mutateAsync(() => call(updateFilter, { ws, id, name })),
      remove: ({ id }: SavedFilter) => mutateAsync(() => call(deleteFilter, { ws, id })),
    }),
    [ws, mutateAsync],
  );
  return { ...query, filters: query.data?.filters ?? [], ...actions };
}
