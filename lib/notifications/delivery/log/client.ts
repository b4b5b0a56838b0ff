"use client";

import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "@/lib/http/call";
import type { Answer } from "@/lib/http/endpoint";
import { useOptimistic } from "@/lib/http/optimistic";
import { toast } from "@/lib/toast";
import { DEAD_STATES } from "./constants";
import type { Delivery, listDeliveries } from "./contract";
import { retryDeliveries, retryDelivery } from "./operations";
import { type DeliveryFilter, deliveriesQuery, deliveryKeys, deliveryQuery } from "./queries";

type Pages = InfiniteData<Answer<typeof listDeliveries>>;

/** What fits the filter, newest first. What was shown before stays until the next is there. `ws`: the workspace's slug. */
export function useDeliveries(ws: string, filter: DeliveryFilter) {
  const query = useInfiniteQuery({ ...deliveriesQuery(ws, filter), placeholderData: keepPreviousData });
  const deliveries = useMemo(() => query.data?.pages.flatMap((page) => page.deliveries), [query.data]);
  return { ...query, deliveries };
}

/** One with each of its tries. */
export const useDelivery = (ws: string, id: string) => useQuery(deliveryQuery(ws, id));

/** Sends one again, seen at once. */
export function useRetryDelivery(ws: string) {
  const cache = useQueryClient();
  return useOptimistic({
    queryKey: deliveryKeys.lists(ws),
    apply: (data: Pages, id: string) => inPages(data, id),
    send: async (id) => {
      const delivery = await call(retryDelivery, { ws, deliveryId: id });
      cache.setQueryData(deliveryQuery(ws, id).queryKey, delivery);
      return delivery;
    },
    kept: "It was not sent again.",
  });
}

/** Sends again whatever of this filter has ended without arriving, a thousand at a time. */
export function useRetryAll(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (filter: DeliveryFilter) => {
      const state = filter.state?.flatMap((one) => DEAD_STATES.filter((dead) => dead === one));
      for (let retried = 0; ; ) {
        const answer = await call(retryDeliveries, { ws, ...filter, state });
        retried += answer.retried;
        if (!answer.hasMore) return retried;
      }
    },
    onSuccess: (retried) => {
      toast(retried === 0 ? "There was nothing left to send." : `${retried} on the way again.`);
      return cache.invalidateQueries({ queryKey: deliveryKeys.lists(ws) });
    },
    onError: (error) => toast.error(`Not all were sent again; the rest are as they were. ${error.message}`),
  });
}

const inPages = (data: Pages, id: string): Pages => ({
  ...data,
  pages: data.pages.map((page) => ({
    ...page,
    deliveries: page.deliveries.map((one) => (one.id === id ? revived(one) : one)),
  })),
});

const revived = (delivery: Delivery): Delivery => ({
  ...delivery,
  state: "pending",
  reason: null,
  canRetry: false,
  nextAttemptAt: new Date().toISOString(),
});
