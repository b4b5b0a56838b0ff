"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import type { CallInput } from "@/lib/http/endpoint";
import { useOptimistic } from "@/lib/http/optimistic";
import type * as api from "./contract";
import type { Destination } from "./contract";
import { createDestination, deleteDestination, testDestination, updateDestination } from "./operations";
import { destinationsQuery } from "./queries";

type Listed = { configs: Destination[] };

/** The workspace's destinations, and what may go there. `ws` is its slug, here and below. */
export const useDestinations = (ws: string) => useQuery(destinationsQuery(ws));

/** Adds a destination, or changes the one with this id. Rejects with what is wrong, field by field. */
export function useSaveDestination(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: { id: string | null; words: Omit<CallInput<typeof api.createDestination>, "ws"> }) => {
      const { channel: _, ...change } = input.words;
      return input.id === null
        ? call(createDestination, { ws, ...input.words })
        : call(updateDestination, { ws, id: input.id, ...change });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: destinationsQuery(ws).queryKey }),
  });
}

/** Switches a destination on or off, seen at once. */
export function useSwitchDestination(ws: string) {
  return useOptimistic({
    queryKey: destinationsQuery(ws).queryKey,
    apply: (data: Listed, { id, isActive }: { id: string; isActive: boolean }) => ({
      ...data,
      configs: data.configs.map((config) => (config.id === id ? { ...config, isActive } : config)),
    }),
    send: ({ id, isActive }) => call(updateDestination, { ws, id, isActive }),
    kept: "It is as it was.",
  });
}

/** Removes a destination, seen at once. */
export function useRemoveDestination(ws: string) {
  return useOptimistic({
    queryKey: destinationsQuery(ws).queryKey,
    apply: (data: Listed, id: string) => ({ ...data, configs: data.configs.filter((config) => config.id !== id) }),
    send: (id) => call(deleteDestination, { ws, id }),
    kept: "The destination is still there.",
  });
}

/** Sends a test message; the answer says in words what came of it. */
export function useTestDestination(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (configId: string) => call(testDestination, { ws, configId }),
    onSettled: () => cache.invalidateQueries({ queryKey: destinationsQuery(ws).queryKey }),
  });
}
