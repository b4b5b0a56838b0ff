import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import { listEventTypes } from "./event-types";
import { eventTypesQuery } from "./queries";

/** Puts the workspace's types into a server's cache, for those who may see them. */
export async function prefetchEventTypes(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "admin")) return;
  await cache.prefetchQuery({ ...eventTypesQuery(actor.workspaceSlug), queryFn: () => listEventTypes(actor) });
}
