import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Destinations } from "@/components/integrations/destinations";
import { Providers } from "@/components/integrations/providers";
import { requireUser } from "@/lib/auth/page";
import { prefetchSlack } from "@/lib/integrations/prefetch";
import { prefetchDestinations } from "@/lib/notifications/destinations/prefetch";

/** Where events go besides people, and what Belfry leans on to get there. The frame keeps others than admins out. */
export default async function IntegrationsPage() {
  const cache = new QueryClient();
  const actor = await requireUser();
  await Promise.all([prefetchDestinations(cache, actor), prefetchSlack(cache, actor)]);
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Destinations />
      <Providers />
    </HydrationBoundary>
  );
}
