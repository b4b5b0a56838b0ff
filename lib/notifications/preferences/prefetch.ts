import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import { preferencesQuery, type Whose } from "./queries";
import { readDefaults, readPreferences } from "./settings";

/** Puts the matrix into a server's cache. If that fails it is left out, and the browser asks for it. */
export const prefetchPreferences = (cache: QueryClient, actor: UserActor, whose: Whose): Promise<void> =>
  cache.prefetchQuery({
    ...preferencesQuery(actor.workspaceSlug, whose),
    queryFn: () => (whose === "mine" ? readPreferences(actor) : readDefaults(actor)),
  });
