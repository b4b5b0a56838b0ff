"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import { DialogOnDemand } from "@/components/ui/dialog-on-demand";
import { OnDemand } from "@/components/ui/on-demand";
import { signOut } from "@/lib/auth/client";
import { leaveBrowser } from "@/lib/notifications/devices/ties-client";
import { live } from "@/lib/realtime/subscribe";
import { toast } from "@/lib/toast";
import { pageHref, useSession } from "../session/session";
import { useShortcuts } from "../session/shortcuts";
import { type Actions, ActionsContext } from "./actions";

const PALETTE = new OnDemand(async () => (await import("./command-palette")).CommandPalette);
const NEW_WORKSPACE = new OnDemand(async () => (await import("../workspaces/new-workspace")).NewWorkspace);
const SHORTCUTS = new OnDemand(async () => (await import("./shortcut-list")).ShortcutList);

/** Holds the dialogs that can be opened from anywhere, and listens to the keys that do what is done from anywhere. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<"palette" | "shortcuts" | "workspace" | null>(null);
  const queryClient = useQueryClient();
  const router = useRouter();
  const { workspace } = useSession();

  const actions = useMemo<Actions>(
    () => ({
      openPalette: () => setDialog("palette"),
      openShortcuts: () => setDialog("shortcuts"),
      goTo: (path) => router.push(pageHref(path, workspace.slug)),
      openNewWorkspace: () => setDialog("workspace"),
      leave: () => {
        leaveBrowser()
          .then(() => signOut())
          .then(
            () => {
              live.close();
              queryClient.clear();
            },
            (error: Error) => toast.error(error.message),
          );
      },
    }),
    [queryClient, router, workspace.slug],
  );
  useShortcuts("anywhere", {
    search: () => setDialog((open) => (open === "palette" ? null : "palette")),
    list: actions.openShortcuts,
    goToInbox: () => actions.goTo("/notifications"),
    goToSettings: () => actions.goTo("/settings/profile"),
  });

  return (
    <ActionsContext value={actions}>
      {children}
      <DialogOnDemand
        code={PALETTE}
        open={dialog === "palette"}
        onOpenChange={(open) => setDialog(open ? "palette" : null)}
      />
      <DialogOnDemand
        code={NEW_WORKSPACE}
        open={dialog === "workspace"}
        onOpenChange={(open) => setDialog(open ? "workspace" : null)}
      />
      <DialogOnDemand
        code={SHORTCUTS}
        open={dialog === "shortcuts"}
        onOpenChange={(open) => setDialog(open ? "shortcuts" : null)}
      />
    </ActionsContext>
  );
}
