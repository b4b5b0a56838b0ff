import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import { listSessions } from "@/lib/auth/sessions";
import { listApiKeys } from "./api-keys";
import { apiKeysQuery, sessionsQuery } from "./queries";

/** Puts a person's sessions into a server's cache, under the browser's own key. */
export const prefetchSessions = (cache: QueryClient, actor: UserActor): Promise<void> =>
  cache.prefetchQuery({ ...sessionsQuery, queryFn: () => listSessions(actor) });

/** The workspace's API keys, for those who may see them. */
export async function prefetchApiKeys(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "admin")) return;
  await cache.prefetchQuery({ ...apiKeysQuery(actor.workspaceSlug), queryFn: () => listApiKeys(actor) });
}
