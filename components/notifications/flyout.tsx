"use client";

import { CheckCheck, Inbox, Settings } from "lucide-react";
import Link from "next/link";
import { Tabs } from "radix-ui";
import { useState } from "react";
import { pageHref, useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Tooltip } from "@/components/ui/tooltip";
import { type Target, UNREAD_INBOX, useInbox, useUnreadCount, WHOLE_INBOX } from "@/lib/notifications/inbox/client";
import type { InboxFilter } from "@/lib/notifications/inbox/filters-contract";
import { IconTile } from "./icon-tile";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeleton";
import { asSubject } from "./subject";
import { useTriage } from "./triage";
import { useOpenNotification } from "./use-url-filters";
import { useVisibleRows } from "./visible-rows";

const LATEST = 20;
const TAB =
  "num relative pt-1.25 pb-2 font-medium text-ink-2 hover:text-ink data-[state=active]:text-ink data-[state=active]:shadow-[0_2px_0_var(--copper)]";

type Tab = "all" | "unread" | "mentions";
const TABS: Record<Tab, { filter: InboxFilter; nothing: string }> = {
  all: { filter: WHOLE_INBOX, nothing: "Nothing is in your inbox." },
  unread: { filter: UNREAD_INBOX, nothing: "Nothing unread." },
  mentions: { filter: { group: true, mentions: true }, nothing: "Nobody has mentioned you." },
};

/** What the bell opens: the latest by subject, all, unread, or those that call the person by name. */
export function Flyout({ close }: { close: () => void }) {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  const { markAllRead } = useTriage();
  const [tab, setTab] = useState<Tab>("all");
  return (
    <Tabs.Root value={tab} onValueChange={(value) => setTab(value as Tab)} className="flex min-h-0 flex-col">
      <div className="flex items-center pt-2.5 pr-3 pl-4">
        <h2 className="grow font-semibold">Notifications</h2>
        <IconButton label="Mark all read" disabled={unread === 0} onClick={markAllRead}>
          <CheckCheck aria-hidden="true" />
        </IconButton>
        <Tooltip label="What reaches you">
          <Link
            href={pageHref("/settings/notifications", workspace.slug)}
            prefetch={false}
            onClick={close}
            aria-label="What reaches you"
            className="grid size-8 shrink-0 place-items-center rounded-sm text-ink-2 transition-colors duration-100 hover:bg-sunken hover:text-ink"
          >
            <Settings aria-hidden="true" className="size-4" />
          </Link>
        </Tooltip>
      </div>
      <Tabs.List aria-label="Which notifications" className="flex shrink-0 gap-4 border-b border-line px-4 pt-1">
        <Tabs.Trigger value="all" className={TAB}>
          All
        </Tabs.Trigger>
        <Tabs.Trigger value="unread" className={TAB}>
          Unread {unread > 0 && unread}
        </Tabs.Trigger>
        <Tabs.Trigger value="mentions" className={TAB}>
          Mentions
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value={tab} tabIndex={-1} className="min-h-0 overflow-y-auto outline-none">
        <Latest key={tab} tab={tab} close={close} />
      </Tabs.Content>
      <Link
        href={pageHref("/notifications", workspace.slug)}
        prefetch={false}
        onClick={close}
        className="block shrink-0 border-t border-line py-2.5 text-center text-ink-2 -outline-offset-2 hover:bg-sunken hover:text-ink"
      >
        Open inbox
      </Link>
    </Tabs.Root>
  );
}

function Latest({ tab, close }: { tab: Tab; close: () => void }) {
  const { workspace } = useSession();
  const { filter, nothing } = TABS[tab];
  const { rows, isPending, isError, refetch } = useInbox(workspace.slug, filter);
  const { shown } = useVisibleRows(rows, filter, false);
  const openNotification = useOpenNotification();
  const open = ({ row }: Target) => {
    openNotification(row.id);
    close();
  };
  if (isPending) return <RowSkeletons count={4} />;
  if (isError && rows.length === 0) return <Failed retry={() => void refetch()} />;
  if (shown.length === 0) return <Nothing>{nothing}</Nothing>;
  return (
    <ul className="-mb-px">
      {shown.slice(0, LATEST).map((row) => (
        <li key={row.id}>
          <Row
            target={asSubject(row)}
            onOpen={open}
            tile={<IconTile icon={row.icon} tone={row.tone} />}
            badge={<GroupCount row={row} />}
            isBrief
          />
        </li>
      ))}
    </ul>
  );
}

function GroupCount({ row: { group } }: Pick<Target, "row">) {
  if (!group || group.count < 2) return null;
  return (
    <span className="num shrink-0 rounded-full border border-line px-1.75 text-xs leading-4.5 font-medium text-ink-2">
      {group.count}
      <span className="sr-only"> about this</span>
    </span>
  );
}

function Nothing({ children }: { children: string }) {
  return (
    <p className="flex flex-col items-center gap-2 px-6 py-10 text-center text-sm text-ink-2">
      <Inbox aria-hidden="true" className="size-5 text-ink-3" />
      {children}
    </p>
  );
}

function Failed({ retry }: { retry: () => void }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-8 text-center text-sm text-ink-2">
      Your notifications could not be fetched.
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}
