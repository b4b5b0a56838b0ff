"use client";

import { type DehydratedState, HydrationBoundary, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { TriageProvider } from "@/components/notifications/triage";
import { Toaster } from "@/components/ui/toaster";
import { TooltipProvider } from "@/components/ui/tooltip";
import { useBrowserTies } from "@/lib/notifications/devices/ties-client";
import { useInboxLive, useUnreadCount } from "@/lib/notifications/inbox/client";
import type { RealtimeSettings } from "@/lib/realtime/contract";
import { ClockProvider } from "../session/clock";
import { type Session, SessionProvider, useSession } from "../session/session";
import { ActionsProvider } from "./actions-provider";
import { Announcer } from "./announcer";
import { keepInstallOffer } from "./install-offer";
import { BottomBar, Sidebar } from "./navigation";
import { makeQueryClient } from "./query-client";

interface Props {
  session: Session;
  realtime: RealtimeSettings | null;
  /** The server's moment, in ms. */
  renderedAt: number;
  /** What the server has fetched already. */
  state: DehydratedState;
  children: ReactNode;
}

/** Everything around a page of somebody who is signed in. */
export function Shell({ session, realtime, renderedAt, state, children }: Props) {
  const [queryClient] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <HydrationBoundary state={state}>
        <SessionProvider rendered={session}>
          <ClockProvider renderedAt={renderedAt}>
            <TooltipProvider>
              <TriageProvider>
                <ActionsProvider>
                  <Frame realtime={realtime}>{children}</Frame>
                </ActionsProvider>
              </TriageProvider>
            </TooltipProvider>
          </ClockProvider>
        </SessionProvider>
      </HydrationBoundary>
    </QueryClientProvider>
  );
}

function Frame({ realtime, children }: { realtime: RealtimeSettings | null; children: ReactNode }) {
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-ink px-3 py-2 font-semibold text-paper focus:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="flex h-dvh">
        <Sidebar />
        <div className="flex min-w-0 grow flex-col">
          {children}
          <BottomBar />
        </div>
      </div>
      <Announcer />
      <InboxLive realtime={realtime} />
      <Toaster />
    </>
  );
}

/** Apart from the frame, and after what listens to it: it draws nothing. */
function InboxLive({ realtime }: { realtime: RealtimeSettings | null }) {
  const { user, workspace } = useSession();
  useInboxLive(workspace.slug, { workspaceId: workspace.id, realtime });
  useBrowserTies({ ws: workspace.slug, userId: user.id }, useUnreadCount(workspace.slug));
  useEffect(keepInstallOffer, []);
  return null;
}
