"use client";

import { Inbox, Settings } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "@/components/ui/class-names";
import { useUnreadCount } from "@/lib/notifications/inbox/client";
import { pageHref, useSession } from "../session/session";

const PLACE = "flex min-h-8 items-center gap-2.5 rounded-sm px-2 font-medium";
const HERE = "bg-surface text-ink shadow-card ring-1 ring-line";
const ELSEWHERE = "text-ink-2 hover:bg-line/50 hover:text-ink";

/** The inbox in the sidebar, with its exact number of unread. */
export function InboxLink() {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  const isHere = usePathname() === "/notifications";
  return (
    <Link
      href={pageHref("/notifications", workspace.slug)}
      prefetch={false}
      aria-current={isHere ? "page" : undefined}
      className={cx(PLACE, isHere ? HERE : ELSEWHERE)}
    >
      <Inbox aria-hidden="true" className="size-4 shrink-0" />
      Inbox
      {unread > 0 && (
        <span className="num ml-auto rounded-full bg-copper px-1.75 text-2xs leading-[1.0625rem] font-bold text-on-copper">
          {unread}
          <span className="sr-only"> unread</span>
        </span>
      )}
    </Link>
  );
}

/** The settings, at the foot of the sidebar. */
export function SettingsLink() {
  const { workspace } = useSession();
  const isHere = usePathname().startsWith("/settings");
  return (
    <Link
      href={pageHref("/settings/profile", workspace.slug)}
      prefetch={false}
      aria-current={isHere ? "true" : undefined}
      className={cx(PLACE, isHere ? HERE : ELSEWHERE)}
    >
      <Settings aria-hidden="true" className="size-4 shrink-0" />
      Settings
    </Link>
  );
}

/** The inbox in the bar at the bottom of a phone. */
export function InboxTab() {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  const isHere = usePathname() === "/notifications";
  return (
    <Link
      href={pageHref("/notifications", workspace.slug)}
      prefetch={false}
      aria-current={isHere ? "page" : undefined}
      className={cx(
        "flex grow flex-col items-center justify-center gap-0.5 text-2xs",
        isHere ? "font-semibold text-ink" : "text-ink-2",
      )}
    >
      <span className="relative">
        <Inbox aria-hidden="true" className="size-5" />
        {unread > 0 && (
          <span className="num absolute -top-1 left-3.5 min-w-4 rounded-full bg-copper px-1 text-center text-[0.625rem] leading-4 font-bold text-on-copper ring-2 ring-paper">
            {unread > 99 ? "99+" : unread}
            <span className="sr-only"> unread, </span>
          </span>
        )}
      </span>
      Inbox
    </Link>
  );
}
