import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { WorkspaceSettings } from "@/components/workspaces/workspace-settings";
import { requireUser } from "@/lib/auth/page";
import { prefetchSettings } from "@/lib/workspaces/prefetch";

export default async function WorkspacePage() {
  const cache = new QueryClient();
  await prefetchSettings(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <WorkspaceSettings />
    </HydrationBoundary>
  );
}
