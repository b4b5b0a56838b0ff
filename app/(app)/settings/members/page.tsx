import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Members } from "@/components/workspaces/members";
import { requireUser } from "@/lib/auth/page";
import { prefetchMembers } from "@/lib/workspaces/prefetch";

export default async function MembersPage() {
  const cache = new QueryClient();
  await prefetchMembers(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Members />
    </HydrationBoundary>
  );
}
