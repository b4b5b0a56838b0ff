"use client";

import { Avatar } from "@/components/ui/avatar";
import { useSession } from "../session/session";
import { InboxLink, InboxTab, SettingsLink } from "./nav-links";
import { PersonMenu } from "./person-menu";
import { WorkspaceSwitcher } from "./workspace-switcher";

/** The column at the left, from tablets up. */
export function Sidebar() {
  const { user } = useSession();
  return (
    <nav
      aria-label="Belfry"
      className="hidden w-58 shrink-0 flex-col gap-0.5 border-r border-line bg-sunken px-2 py-2.5 md:flex"
    >
      <WorkspaceSwitcher />
      <div className="mt-1.5 flex grow flex-col gap-0.5">
        <InboxLink />
      </div>
      <SettingsLink />
      <PersonMenu side="top">
        <button
          type="button"
          className="flex min-h-9 items-center gap-2.5 rounded-sm px-2 text-left font-medium text-ink-2 hover:bg-line/50 hover:text-ink"
        >
          <Avatar name={user.name} picture={user.pictureUrl} />
          <span className="truncate">{user.name}</span>
        </button>
      </PersonMenu>
    </nav>
  );
}

/** The bar at the bottom, on phones. */
export function BottomBar() {
  const { user } = useSession();
  return (
    <nav
      aria-label="Belfry"
      className="flex h-[calc(3.25rem+env(safe-area-inset-bottom))] shrink-0 border-t border-line bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <InboxTab />
      <PersonMenu side="top" withWorkspaces>
        <button type="button" className="flex grow flex-col items-center justify-center gap-0.5 text-2xs text-ink-2">
          <Avatar name={user.name} picture={user.pictureUrl} className="size-5" />
          You
        </button>
      </PersonMenu>
    </nav>
  );
}
