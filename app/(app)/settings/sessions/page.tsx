import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Sessions } from "@/components/auth/sessions";
import { requireUser } from "@/lib/auth/page";
import { prefetchSessions } from "@/lib/auth/prefetch";

export default async function SessionsPage() {
  const cache = new QueryClient();
  await prefetchSessions(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Sessions />
    </HydrationBoundary>
  );
}
