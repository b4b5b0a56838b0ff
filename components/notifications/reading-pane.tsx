"use client";

import { ArrowLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import { useSession } from "@/components/shell/session";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { CallError } from "@/lib/http/call";
import { useMarkRead, useMarkUnread, useNotification } from "@/lib/notifications/client";
import type { Notification } from "@/lib/notifications/contract";
import { EventData } from "./event-data";
import { IconTile } from "./icon-tile";
import { Links } from "./links";
import { NothingFound, NothingOpen } from "./pane-states";
import { Trace } from "./trace";
import { When } from "./when";
import { CATEGORY_LABELS, PRIORITY_LABELS } from "./words";

interface Props {
  id: string | null;
  /** The row, where a list has it. */
  listed: Notification | undefined;
  close: () => void;
}

/** What is open, in full. Opening marks it read. */
export function ReadingPane({ id, listed, close }: Props) {
  const { workspace } = useSession();
  const { notification, error, refetch } = useNotification(workspace.slug, id, listed);
  useReadOnOpening(notification);
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
      {notification ? (
        <Content notification={notification} />
      ) : error ? (
        <NothingFound isGone={isGone} retry={() => void refetch()} close={close} />
      ) : (
        <PaneSkeleton />
      )}
    </article>
  );
}

function Content({ notification }: { notification: Notification }) {
  const { category, priority, title, body, createdAt } = notification;
  return (
    <>
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
        <IconTile icon={notification.icon} tone={notification.tone} />
        <span>
          {CATEGORY_LABELS[category]} · {PRIORITY_LABELS[priority]}
        </span>
        <When at={createdAt} className="before:mr-2 before:content-['·']" />
        <ReadToggle notification={notification} />
      </div>
      <h2 className="title-serif mt-2.5 mb-2 text-subject tracking-[-0.015em] text-balance wrap-anywhere">{title}</h2>
      {body && <p className="max-w-[60ch] wrap-anywhere whitespace-pre-line text-ink-2">{body}</p>}
      <Links notification={notification} />
      <EventData data={notification.data} />
      <Trace id={notification.id} />
    </>
  );
}

function ReadToggle({ notification: { id, isRead } }: { notification: Notification }) {
  const { workspace } = useSession();
  const markRead = useMarkRead(workspace.slug);
  const markUnread = useMarkUnread(workspace.slug);
  return (
    <button
      type="button"
      onClick={() => (isRead ? markUnread(id) : markRead([id]))}
      className="-mr-2 ml-auto flex h-8 items-center gap-2 rounded-sm px-2 hover:bg-sunken hover:text-ink"
    >
      <span aria-hidden="true" className="max-sm:hidden pointer-coarse:hidden">
        <Kbd keys="u" />
      </span>
      mark {isRead ? "unread" : "read"}
    </button>
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

/** Once per opening: somebody who marks it unread while it is open means it. */
function useReadOnOpening(notification: Notification | undefined): void {
  const { workspace } = useSession();
  const markRead = useMarkRead(workspace.slug);
  const opened = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (opened.current === notification?.id) return;
    opened.current = notification?.id;
    if (notification && !notification.isRead) markRead([notification.id]);
  }, [notification, markRead]);
}

/** Where the pane covers the list, the focus goes with the eye. */
function useFocusWhereAlone() {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!window.matchMedia("(min-width: 64rem)").matches) article.current?.focus();
  }, []);
  return article;
}
