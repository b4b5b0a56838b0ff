import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import * as api from "./contract";
import { listDeliveries } from "./list";
import { asQuery, type DeliveryFilter, deliveriesQuery } from "./queries";

/** Puts the first page into a server's cache, for those who may see it. */
export async function prefetchDeliveries(cache: QueryClient, actor: UserActor, filter: DeliveryFilter): Promise<void> {
  if (!hasRole(actor.role, "admin")) return;
  await cache.prefetchInfiniteQuery({
    ...deliveriesQuery(actor.workspaceSlug, filter),
    queryFn: () => listDeliveries(actor, api.listDeliveries.query.parse(asQuery(filter))),
  });
}
