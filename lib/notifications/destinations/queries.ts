import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { listDestinations } from "./operations";

/** The destinations of a workspace, by its slug. How they are doing has no live hints: it is asked for now and then. */
export const destinationsQuery = (ws: string) =>
  queryOptions({
    queryKey: ["destinations", ws] as const,
    queryFn: ({ signal }) => call(listDestinations, { ws }, signal),
    staleTime: 5_000,
    refetchOnWindowFocus: true,
    refetchInterval: 20_000,
  });
