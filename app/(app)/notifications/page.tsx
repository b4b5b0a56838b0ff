import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { InboxView } from "@/components/notifications/inbox-view";
import { filterOf, readUrlFilters } from "@/components/notifications/url-filters";
import { Page } from "@/components/shell/page";
import { requireUser } from "@/lib/auth/page";
import { listTypeNames } from "@/lib/notifications/event-types/event-types";
import { prefetchFilters, prefetchList, prefetchOne } from "@/lib/notifications/inbox/prefetch";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** My inbox. The address says which list and what narrows it, and with `?n=` what is open: a link from a mail, say. */
export default async function InboxPage({ searchParams }: Props) {
  const search = await searchParams;
  const given = Object.entries(search).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  const narrowing = readUrlFilters(new URLSearchParams(given));
  const actor = await requireUser();
  const cache = new QueryClient();
  const [types] = await Promise.all([
    listTypeNames(actor),
    // Days depend on the person's own clock, which the browser reads; the rest is drawn at once.
    narrowing.from === null && narrowing.to === null && prefetchList(cache, actor, filterOf(narrowing, "UTC")),
    prefetchFilters(cache, actor),
    typeof search.n === "string" && prefetchOne(cache, actor, search.n),
  ]);
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Page title="Inbox">
        <InboxView types={types} />
      </Page>
    </HydrationBoundary>
  );
}
