import { dehydrate, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { requireUser } from "@/lib/auth/page";
import { env } from "@/lib/env";
import { WHOLE_INBOX } from "@/lib/notifications/inbox/cache/lists";
import { prefetchCount, prefetchList } from "@/lib/notifications/inbox/prefetch";
import { prefetchMe } from "@/lib/profile/prefetch";
import { realtimeSettings } from "@/lib/realtime/settings";

/** Everything inside needs somebody signed in. The bell is filled here, so that it opens at once on every page. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const actor = await requireUser();
  const cache = new QueryClient();
  const [me] = await Promise.all([
    prefetchMe(cache, actor),
    prefetchCount(cache, actor),
    prefetchList(cache, actor, WHOLE_INBOX),
  ]);
  const workspace = me.workspaces.find(({ id }) => id === actor.workspaceId);
  if (!workspace) throw new Error("The session names a workspace that its person has left.");
  return (
    <Shell
      session={{ ...me, workspace, publicUrl: env().BELFRY_URL }}
      realtime={realtimeSettings()}
      renderedAt={Date.now()}
      state={dehydrate(cache)}
    >
      {children}
    </Shell>
  );
}
