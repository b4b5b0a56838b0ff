"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo } from "react";
import { live } from "@/lib/realtime/subscribe";
import { useMe } from "@/lib/workspaces/client";
import type { Me } from "@/lib/workspaces/contract";
import { workspaceKeys } from "@/lib/workspaces/queries";

export interface Session {
  user: Me["user"];
  workspaces: Me["workspaces"];
  /** The one this page was rendered for; every call of this tab uses it. */
  workspace: Me["workspaces"][number];
  /** Where people and producers reach Belfry, without a slash at the end. */
  publicUrl: string;
}

const SessionContext = createContext<Session | null>(null);

/** `rendered` is what the server knew; a changed name, picture or role is followed from there. */
export function SessionProvider({ rendered, children }: { rendered: Session; children: ReactNode }) {
  const me = useMe();
  const mine = me?.workspaces.find(({ id }) => id === rendered.workspace.id);
  const session = useMemo(
    () => (me && mine ? { ...rendered, ...me, workspace: mine } : rendered),
    [rendered, me, mine],
  );
  const hasLeft = me !== undefined && mine === undefined;
  useEffect(() => {
    if (hasLeft) window.location.assign("/");
  }, [hasLeft]);
  useAskWhenRefused();
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** A live server that wants this page no more may know that its person has lost access: asked at once, not in a while. */
function useAskWhenRefused(): void {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      live.watch(() => {
        if (live.state === "refused") void queryClient.invalidateQueries({ queryKey: workspaceKeys.me });
      }),
    [queryClient],
  );
}

/** Who is here, and in which workspace. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider above it.");
  return session;
}

/** A page's address in a workspace: every link of ours says which one it means. */
export function pageHref(path: string, slug: string, search: Record<string, string> = {}): string {
  return `${path}?${new URLSearchParams({ ...search, w: slug })}`;
}
