import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Devices } from "@/components/devices/devices";
import { Phone } from "@/components/phone/phone";
import { requireUser } from "@/lib/auth/page";
import { prefetchDevices } from "@/lib/notifications/devices/prefetch";
import { prefetchPhone } from "@/lib/phone/prefetch";

export default async function DevicesPage() {
  const cache = new QueryClient();
  const user = await requireUser();
  await Promise.all([prefetchDevices(cache, user), prefetchPhone(cache, user)]);
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Devices />
      <Phone />
    </HydrationBoundary>
  );
}
