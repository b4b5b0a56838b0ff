import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import { listQuery } from "./cache/lists";
import * as api from "./contract";
import { notificationSchema } from "./contract";
import { listFilters } from "./filters";
import type { InboxFilter } from "./filters-contract";
import { getNotification, getUnreadCount, listNotifications } from "./list";
import {
  notificationQuery,
  notificationsQuery,
  PAGE_ROWS,
  savedFiltersQuery,
  traceQuery,
  unreadCountQuery,
} from "./queries";
import { getTrace } from "./trace";

/**
 * Puts into a server's cache what the browser would ask for first, under the same keys. What fails here is left
 * out, and the browser asks for it.
 */
export const prefetchCount = (cache: QueryClient, actor: UserActor): Promise<void> =>
  cache.prefetchQuery({ ...unreadCountQuery(actor.workspaceSlug), queryFn: () => getUnreadCount(actor) });

export const prefetchList = (cache: QueryClient, actor: UserActor, filter: InboxFilter): Promise<void> =>
  cache.prefetchInfiniteQuery({
    ...notificationsQuery(actor.workspaceSlug, filter),
    queryFn: () =>
      listNotifications(actor, api.listNotifications.query.parse({ ...listQuery(filter), limit: PAGE_ROWS })),
  });

export const prefetchFilters = (cache: QueryClient, actor: UserActor): Promise<void> =>
  cache.prefetchQuery({ ...savedFiltersQuery(actor.workspaceSlug), queryFn: () => listFilters(actor) });

/** One notification with its trace. Ids that cannot be one are left to the browser's words. */
export async function prefetchOne(cache: QueryClient, actor: UserActor, id: string): Promise<void> {
  if (!notificationSchema.shape.id.safeParse(id).success) return;
  const ws = actor.workspaceSlug;
  await Promise.all([
    cache.prefetchQuery({ ...notificationQuery(ws, id), queryFn: () => getNotification(actor, { id }) }),
    cache.prefetchQuery({ ...traceQuery(ws, id), queryFn: () => getTrace(actor, { id }) }),
  ]);
}
