import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { EventTypes } from "@/components/event-types/event-types";
import { requireUser } from "@/lib/auth/page";
import { prefetchEventTypes } from "@/lib/notifications/event-types/prefetch";

export default async function EventTypesPage() {
  const cache = new QueryClient();
  await prefetchEventTypes(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <EventTypes />
    </HydrationBoundary>
  );
}
