import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { getDefaults, getPreferences } from "./contract";

/** Whose preferences: one's own, or what the workspace gives to whoever has said nothing. */
export type Whose = "mine" | "workspace";

/** The only home of this query's keys. `ws` is the workspace's slug. */
export const preferenceKeys = {
  matrix: (ws: string, whose: Whose) => ["preferences", ws, whose] as const,
};

export const preferencesQuery = (ws: string, whose: Whose) =>
  queryOptions({
    queryKey: preferenceKeys.matrix(ws, whose),
    queryFn: ({ signal }) => call(whose === "mine" ? getPreferences : getDefaults, { ws }, signal),
  });
