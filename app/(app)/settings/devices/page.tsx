import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Devices } from "@/components/settings/devices";
import { requireUser } from "@/lib/auth/page";
import { prefetchDevices } from "@/lib/notifications/devices/prefetch";

export default async function DevicesPage() {
  const cache = new QueryClient();
  await prefetchDevices(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Devices />
    </HydrationBoundary>
  );
}
