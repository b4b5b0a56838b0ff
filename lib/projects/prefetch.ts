import type { QueryClient } from "@tanstack/react-query";
import { hasRole, type UserActor } from "@/lib/auth/actor";
import { listProjects } from "./projects";
import { projectsQuery } from "./queries";

/** Puts the workspace's projects into a server's cache, for those who may see them. */
export async function prefetchProjects(cache: QueryClient, actor: UserActor): Promise<void> {
  if (!hasRole(actor.role, "member")) return;
  await cache.prefetchQuery({ ...projectsQuery(actor.workspaceSlug), queryFn: () => listProjects(actor) });
}
