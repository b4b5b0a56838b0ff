import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { DeliveryLog } from "@/components/deliveries/delivery-log";
import { filterOf, readUrlFilters } from "@/components/deliveries/url-filters";
import { requireUser } from "@/lib/auth/page";
import { prefetchDeliveries } from "@/lib/notifications/delivery/log/prefetch";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What left this workspace and what did not. The address says what narrows it, and with `?d=` what is open. */
export default async function DeliveriesPage({ searchParams }: Props) {
  const search = await searchParams;
  const given = Object.entries(search).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  const narrowing = readUrlFilters(new URLSearchParams(given));
  const actor = await requireUser();
  const cache = new QueryClient();
  // Days depend on the person's own clock, which the browser reads; the rest is drawn at once.
  if (narrowing.from === null && narrowing.to === null)
    await prefetchDeliveries(cache, actor, filterOf(narrowing, "UTC"));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <DeliveryLog />
    </HydrationBoundary>
  );
}
