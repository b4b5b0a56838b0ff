import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import { listMembers } from "./members";
import { membersQuery, workspaceQuery } from "./queries";
import { getWorkspace } from "./settings";

const MEMBERS = 100;

/** The first members, for those who may see who else is here. */
export async function prefetchMembers(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "member")) return;
  await cache.prefetchInfiniteQuery({
    ...membersQuery(actor.workspaceSlug, ""),
    queryFn: () => listMembers(actor, { limit: MEMBERS }),
  });
}

/** The workspace's settings, for those who may change them. */
export async function prefetchSettings(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "admin")) return;
  await cache.prefetchQuery({ ...workspaceQuery(actor.workspaceSlug), queryFn: () => getWorkspace(actor) });
}
