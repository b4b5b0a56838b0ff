import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { getIntegrationsHealth, getSlack } from "./operations";

/** Every provider as it was a moment ago. Looking costs each of them a call: not on every glance. */
export const healthQuery = (ws: string) =>
  queryOptions({
    queryKey: ["integrations-health", ws] as const,
    queryFn: ({ signal }) => call(getIntegrationsHealth, { ws }, signal),
    staleTime: 30_000,
    refetchOnWindowFocus: true,
  });

/** Which Slack a workspace is connected to, by its slug. */
export const slackQuery = (ws: string) =>
  queryOptions({
    queryKey: ["slack", ws] as const,
    queryFn: ({ signal }) => call(getSlack, { ws }, signal),
    staleTime: 5_000,
    refetchOnWindowFocus: true,
  });
