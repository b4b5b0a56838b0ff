import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import { listDestinations } from "./destinations";
import { destinationsQuery } from "./queries";

/** Puts the destinations into a server's cache, for those who may see them. */
export async function prefetchDestinations(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "admin")) return;
  await cache.prefetchQuery({ ...destinationsQuery(actor.workspaceSlug), queryFn: () => listDestinations(actor) });
}
