"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import type { CallInput } from "@/lib/http/endpoint";
import { useOptimistic } from "@/lib/http/optimistic";
import type * as api from "./contract";
import type { EventType } from "./contract";
import { createEventType, deleteEventType, updateEventType } from "./operations";
import { eventTypesQuery } from "./queries";

/** The workspace's types. `ws` is its slug, here and below. */
export const useEventTypes = (ws: string) => useQuery(eventTypesQuery(ws));

/** What can be said of a type. */
export type TypeWords = Omit<CallInput<typeof api.createEventType>, "ws" | "key">;

/** Adds a type, or changes one. Rejects with a CallError that names the field. */
export function useSaveEventType(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ key, isNew, words }: { key: string; isNew: boolean; words: Partial<TypeWords> }) =>
      isNew
        ? call(createEventType, { ws, key, ...(words as TypeWords) })
        : call(updateEventType, { ws, key, ...words }),
    // Waited for: whoever has saved one sees it in the list as the dialog closes.
    onSuccess: () => cache.invalidateQueries({ queryKey: eventTypesQuery(ws).queryKey }),
  });
}

/** Holds a type back until people opt in, or lets it reach everybody; seen at once. */
export function useRollOut(ws: string) {
  return useOptimistic({
    queryKey: eventTypesQuery(ws).queryKey,
    apply: ({ types }: { types: EventType[] }, { key, rollout }: Pick<EventType, "key" | "rollout">) => ({
      types: types.map((type) => (type.key === key ? { ...type, rollout } : type)),
    }),
    send: ({ key, rollout }) => call(updateEventType, { ws, key, rollout }),
    kept: "It is as it was.",
  });
}

/** Removes a type of the workspace's own, or puts one of the catalogue back. */
export function useRemoveEventType(ws: string) {
  return useOptimistic({
    queryKey: eventTypesQuery(ws).queryKey,
    apply: ({ types }: { types: EventType[] }, key: string) => ({
      types: types.filter((type) => type.key !== key || type.origin !== "own"),
    }),
    send: (key) => call(deleteEventType, { ws, key }),
    kept: "It is as it was.",
  });
}
