import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { PreferencesView } from "@/components/preferences/preferences-view";
import { requireUser } from "@/lib/auth/page";
import { prefetchPreferences } from "@/lib/notifications/preferences/prefetch";

/** What reaches me, and where. */
export default async function NotificationsPage() {
  const cache = new QueryClient();
  await prefetchPreferences(cache, await requireUser(), "mine");
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <PreferencesView whose="mine" />
    </HydrationBoundary>
  );
}
