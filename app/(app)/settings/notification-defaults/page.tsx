import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { PreferencesView } from "@/components/preferences/preferences-view";
import { hasRole } from "@/lib/auth/actor";
import { requireUser } from "@/lib/auth/page";
import { prefetchPreferences } from "@/lib/notifications/preferences/prefetch";

/** What reaches people of this workspace who have said nothing themselves. The frame keeps others than admins out. */
export default async function NotificationDefaultsPage() {
  const cache = new QueryClient();
  const actor = await requireUser();
  if (hasRole(actor.role, "admin")) await prefetchPreferences(cache, actor, "workspace");
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <PreferencesView whose="workspace" />
    </HydrationBoundary>
  );
}
