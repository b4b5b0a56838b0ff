import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { listEventTypes } from "./operations";

/** Every type of a workspace, by its slug. */
export const eventTypesQuery = (ws: string) =>
  queryOptions({
    queryKey: ["event-types", ws] as const,
    queryFn: ({ signal }) => call(listEventTypes, { ws }, signal),
    staleTime: 5_000,
    refetchOnWindowFocus: true,
  });
