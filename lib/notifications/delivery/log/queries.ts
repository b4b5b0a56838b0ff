import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { DeliveryChannel, DeliveryState } from "@/db/enums";
import { call } from "@/lib/http/call";
import { getDelivery, listDeliveries } from "./operations";

/** What the log is narrowed to; what is absent or empty narrows nothing. */
export interface DeliveryFilter {
  state?: DeliveryState[];
  channel?: DeliveryChannel[];
  type?: string[];
  person?: string;
  from?: string;
  to?: string;
}

/** The only home of these query keys. `ws` is the workspace's slug. */
export const deliveryKeys = {
  lists: (ws: string) => ["deliveries", ws, "list"] as const,
  list: (ws: string, filter: DeliveryFilter) => ["deliveries", ws, "list", filter] as const,
  one: (ws: string, id: string) => ["deliveries", ws, "one", id] as const,
};

/** Tries come and go by themselves: while the page is open it is looked at every few seconds. */
const REFRESH_MS = 4_000;

export const deliveriesQuery = (ws: string, filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: deliveryKeys.list(ws, filter),
    queryFn: ({ pageParam, signal }) =>
      call(listDeliveries, { ws, ...asQuery(filter), ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });

export const deliveryQuery = (ws: string, id: string) =>
  queryOptions({
    queryKey: deliveryKeys.one(ws, id),
    queryFn: ({ signal }) => call(getDelivery, { ws, deliveryId: id }, signal),
    refetchInterval: REFRESH_MS,
  });

/** A filter as an address writes it. */
export const asQuery = ({ state, channel, type, ...rest }: DeliveryFilter) => ({
  ...(state?.length && { state: state.join(",") }),
  ...(channel?.length && { channel: channel.join(",") }),
  ...(type?.length && { type: type.join(",") }),
  ...rest,
});
