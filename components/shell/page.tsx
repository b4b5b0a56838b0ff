"use client";

import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { Bell } from "@/components/notifications/bell";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { useUnreadCount } from "@/lib/notifications/client";
import { useActions } from "./actions";
import { ConnectionState } from "./connection-state";
import { useModKey } from "./mod-key";
import { useSession } from "./session";

/** What every page inside Belfry has: its title (in the tab with the number of unread), search, bell and content. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  return (
    <>
      <title>{`${unread > 0 ? `(${unread}) ` : ""}${title} · ${workspace.name}`}</title>
      <header className="flex h-14 shrink-0 items-center gap-2.5 border-b border-line px-4 md:px-5">
        <h1 className="title-serif grow truncate text-title leading-tight">{title}</h1>
        <ConnectionState />
        <SearchButton />
        <Bell />
      </header>
      <main id="main" tabIndex={-1} className="min-h-0 grow outline-none">
        {children}
      </main>
    </>
  );
}

function SearchButton() {
  const { openPalette } = useActions();
  const mod = useModKey();
  return (
    <>
      <button
        type="button"
        onClick={openPalette}
        aria-keyshortcuts="Control+K Meta+K"
        className="hidden h-8 w-62.5 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-ink-3 transition-colors hover:border-line-strong sm:flex"
      >
        <Search aria-hidden="true" className="size-4" />
        <span className="grow text-left">Search or jump to</span>
        <Kbd keys={`${mod} K`} />
      </button>
      <IconButton label="Search or jump to" onClick={openPalette} className="sm:hidden">
        <Search aria-hidden="true" />
      </IconButton>
    </>
  );
}
