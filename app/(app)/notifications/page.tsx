import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { InboxView } from "@/components/notifications/inbox-view";
import { Page } from "@/components/shell/page";
import { requireUser } from "@/lib/auth/page";
import { prefetchList, prefetchOne } from "@/lib/notifications/prefetch";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** My inbox. `?show=all` is the list of everything, `?n=` what is open: a link from a mail, say. */
export default async function InboxPage({ searchParams }: Props) {
  const { n, show } = await searchParams;
  const actor = await requireUser();
  const cache = new QueryClient();
  await Promise.all([
    show !== "all" && prefetchList(cache, actor, "unread"),
    typeof n === "string" && prefetchOne(cache, actor, n),
  ]);
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Page title="Inbox">
        <InboxView />
      </Page>
    </HydrationBoundary>
  );
}
