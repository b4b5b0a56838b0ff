import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import { listMutes } from "./mutes";
import { mutesQuery, preferencesQuery, scheduleQuery, type Whose } from "./queries";
import { getSchedule } from "./schedule";
import { getDefaults, getPreferences } from "./settings";

/** Puts the matrix into a server's cache. If that fails it is left out, and the browser asks for it. */
export const prefetchPreferences = (cache: QueryClient, actor: UserActor, whose: Whose): Promise<void> =>
  cache.prefetchQuery({
    ...preferencesQuery(actor.workspaceSlug, whose),
    queryFn: () => (whose === "mine" ? getPreferences(actor) : getDefaults(actor)),
  });

/** The same for all that a person says of themselves: the matrix, quiet hours, muted subjects. */
export async function prefetchOwnPreferences(cache: QueryClient, actor: UserActor): Promise<void> {
  await Promise.all([
    prefetchPreferences(cache, actor, "mine"),
    cache.prefetchQuery({ ...scheduleQuery, queryFn: () => getSchedule(actor) }),
    cache.prefetchQuery({ ...mutesQuery(actor.workspaceSlug), queryFn: () => listMutes(actor) }),
  ]);
}
