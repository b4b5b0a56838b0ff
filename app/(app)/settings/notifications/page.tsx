import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { MutedSubjects } from "@/components/preferences/muted-subjects";
import { PreferencesView } from "@/components/preferences/preferences-view";
import { QuietHours } from "@/components/preferences/quiet-hours";
import { Simulator } from "@/components/preferences/simulator";
import { requireUser } from "@/lib/auth/page";
import { prefetchOwnPreferences } from "@/lib/notifications/preferences/prefetch";

/** What reaches me, where, and when. */
export default async function NotificationsPage() {
  const cache = new QueryClient();
  await prefetchOwnPreferences(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <PreferencesView whose="mine" />
      <QuietHours />
      <MutedSubjects />
      <Simulator />
    </HydrationBoundary>
  );
}
