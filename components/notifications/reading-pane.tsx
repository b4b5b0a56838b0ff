"use client";

import { ArrowLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { CallError } from "@/lib/http/call";
import { type Target, useNotification } from "@/lib/notifications/inbox/client";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { EventData } from "./event-data";
import { GroupHistory } from "./group-history";
import { IconTile } from "./icon-tile";
import { CATEGORY_LABELS, PRIORITY_LABELS } from "./labels";
import { Links } from "./links";
import { PaneActions } from "./pane-actions";
import { isPaneBeside } from "./pane-layout";
import { NothingFound, NothingOpen } from "./pane-states";
import { asItself, asSubject, hasUnread } from "./subject";
import { Trace } from "./trace";
import { useTriage } from "./triage";
import { When } from "./when";

interface Props {
  id: string | null;
  /** The row, where a list has it. */
  listed: Notification | undefined;
  select: (id: string) => void;
  close: () => void;
}

/** What is open, in full. Opening selection it read, and what its group has gathered with it. */
export function ReadingPane({ id, listed, select, close }: Props) {
  const { workspace } = useSession();
  const { notification, error, refetch } = useNotification(workspace.slug, id, listed);
  const target = listed ? asSubject(listed) : notification && asItself(notification);
  useReadOnOpening(target);
  const article = useFocusWhereAlone();
  if (id === null) return <NothingOpen />;
  const isGone = error instanceof CallError && error.status < 500 && error.code !== "offline";
  return (
    <article
      ref={article}
      tabIndex={-1}
      aria-label={notification?.title ?? "Notification"}
      className="px-4 py-5 outline-none md:px-9 md:py-7"
    >
      <Button look="quiet" className="-mt-1.5 mb-2.5 -ml-3.25 lg:hidden" onClick={close}>
        <ArrowLeft aria-hidden="true" />
        Back to the inbox
      </Button>
      {target ? (
        <Content target={target} select={select} />
      ) : error ? (
        <NothingFound isGone={isGone} retry={() => void refetch()} close={close} />
      ) : (
        <PaneSkeleton />
      )}
    </article>
  );
}

function Content({ target, select }: { target: Target; select: (id: string) => void }) {
  const { category, priority, title, body, createdAt, icon, tone, data } = target.row;
  return (
    <>
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
        <IconTile icon={icon} tone={tone} />
        <span>
          {CATEGORY_LABELS[category]} · {PRIORITY_LABELS[priority]}
        </span>
        <When at={createdAt} className="before:mr-2 before:content-['·']" />
        <PaneActions target={target} />
      </div>
      <h2 className="title-serif mt-2.5 mb-2 text-subject tracking-[-0.015em] text-balance wrap-anywhere">{title}</h2>
      {body && <p className="max-w-[60ch] wrap-anywhere whitespace-pre-line text-ink-2">{body}</p>}
      <Links notification={target.row} />
      <EventData data={data} />
      <GroupHistory row={target.row} select={select} />
      <Trace row={target.row} />
    </>
  );
}

function PaneSkeleton() {
  return (
    <div role="status" aria-label="Fetching the notification" className="grid gap-3">
      <Skeleton className="h-7.5 w-44" />
      <Skeleton className="h-7 w-4/5" />
      <Skeleton className="h-4 w-3/5" />
      <Skeleton className="mt-3 h-8 w-28" />
    </div>
  );
}

/** Once per opening: somebody who selection it unread while it is open means it. */
function useReadOnOpening(target: Target | undefined): void {
  const { setRead } = useTriage();
  const opened = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (!target || opened.current === target.row.id) return;
    opened.current = target.row.id;
    if (hasUnread(target)) setRead([target], true);
  }, [target, setRead]);
}

/** Where the pane covers the list, the focus goes with the eye. */
function useFocusWhereAlone() {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isPaneBeside()) article.current?.focus();
  }, []);
  return article;
}
