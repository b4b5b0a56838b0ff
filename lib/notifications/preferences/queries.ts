import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { getDefaults, getPreferences, getSchedule, listMutes } from "./operations";

/** Whose preferences: one's own, or what the workspace gives to whoever has said nothing. */
export type Whose = "mine" | "workspace";

/** The only home of these queries' keys. `ws` is the workspace's slug. */
export const preferenceKeys = {
  matrix: (ws: string, whose: Whose) => ["preferences", ws, whose] as const,
  mutes: (ws: string) => ["preferences", ws, "mutes"] as const,
  /** Of every type and workspace: what is changed anywhere may change what would happen. */
  simulations: ["simulations"] as const,
  schedule: ["schedule"] as const,
};

/** What another tab or device may have changed meanwhile. */
export const fresh = { refetchOnWindowFocus: "always" } as const;

export const preferencesQuery = (ws: string, whose: Whose) =>
  queryOptions({
    queryKey: preferenceKeys.matrix(ws, whose),
    queryFn: ({ signal }) => call(whose === "mine" ? getPreferences : getDefaults, { ws }, signal),
  });

export const scheduleQuery = queryOptions({
  ...fresh,
  queryKey: preferenceKeys.schedule,
  queryFn: ({ signal }) => call(getSchedule, {}, signal),
});

export const mutesQuery = (ws: string) =>
  queryOptions({
    ...fresh,
    queryKey: preferenceKeys.mutes(ws),
    queryFn: ({ signal }) => call(listMutes, { ws }, signal),
  });
