import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import { slackQuery } from "./queries";
import { getSlack } from "./slack";

/** Puts the Slack connection into a server's cache, for those who may see it. How all are doing takes longer. */
export async function prefetchSlack(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "admin")) return;
  await cache.prefetchQuery({ ...slackQuery(actor.workspaceSlug), queryFn: () => getSlack(actor) });
}
