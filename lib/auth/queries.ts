import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { listApiKeys, listSessions } from "./operations";

/** Neither has live hints: both are asked for again when the person returns. */
const fresh = { staleTime: 5_000, refetchOnWindowFocus: true, refetchInterval: 20_000 } as const;

export const sessionsQuery = queryOptions({
  ...fresh,
  queryKey: ["sessions"] as const,
  queryFn: ({ signal }) => call(listSessions, {}, signal),
});

/** The keys of a workspace, by its slug. */
export const apiKeysQuery = (ws: string) =>
  queryOptions({
    ...fresh,
    queryKey: ["api-keys", ws] as const,
    queryFn: ({ signal }) => call(listApiKeys, { ws }, signal),
  });
