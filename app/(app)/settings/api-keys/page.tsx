import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { ApiKeys } from "@/components/auth/api-keys";
import { requireUser } from "@/lib/auth/page";
import { prefetchApiKeys } from "@/lib/auth/prefetch";

export default async function ApiKeysPage() {
  const cache = new QueryClient();
  await prefetchApiKeys(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <ApiKeys />
    </HydrationBoundary>
  );
}
