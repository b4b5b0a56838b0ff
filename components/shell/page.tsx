"use client";

import { ArrowLeft, Search } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Bell } from "@/components/notifications/bell";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { useUnreadCount } from "@/lib/notifications/inbox/client";
import { useSession } from "../session/session";
import { useActions } from "./actions";
import { ConnectionState } from "./connection-state";
import { useModKey } from "./mod-key";

interface Props {
  title: string;
  /** What the page is about; shown beside the title where there is room. */
  hint?: string;
  /** The list this page was chosen from, where the page covers it. */
  back?: { href: string; label: string };
  children: ReactNode;
}

/** What every page inside Belfry has: its title (in the tab with the number of unread), search, bell and content. */
export function Page({ title, hint, back, children }: Props) {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  return (
    <>
      <title>{`${unread > 0 ? `(${unread}) ` : ""}${title} · ${workspace.name}`}</title>
      <header className="flex h-14 shrink-0 items-center gap-2.5 border-b border-line px-4 md:px-5">
        {back && (
          <Link
            href={back.href}
            prefetch={false}
            aria-label={back.label}
            className="-ml-2 grid size-8 shrink-0 place-items-center rounded-sm text-ink-2 hover:bg-sunken hover:text-ink lg:hidden"
          >
            <ArrowLeft aria-hidden="true" className="size-4" />
          </Link>
        )}
        <div className="flex min-w-0 grow items-baseline gap-2.5">
          <h1 className="title-serif max-w-full shrink-0 truncate text-title leading-tight">{title}</h1>
          {hint && <p className="truncate text-ink-2 max-lg:hidden">{hint}</p>}
        </div>
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
