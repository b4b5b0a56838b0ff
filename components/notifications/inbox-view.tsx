"use client";

import { useEffect, useRef } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { useSession } from "@/components/shell/session";
import { cx } from "@/components/ui/class-names";
import { useInbox, useMarkAllRead, useMarkRead, useMarkUnread } from "@/lib/notifications/client";
import type { Notification } from "@/lib/notifications/contract";
import { InboxList, type InboxListHandle } from "./inbox-list";
import { ListBar } from "./list-bar";
import { RefreshFailed } from "./list-states";
import { useSelection } from "./opening";
import { ReadingPane } from "./reading-pane";

/** The inbox: a list and what is open from it, side by side, or one over the other where there is no room. */
export function InboxView() {
  const { workspace } = useSession();
  const { selectedId, filter, select, show } = useSelection();
  const { rows } = useInbox(workspace.slug, filter);
  const list = useRef<InboxListHandle>(null);
  const listed = rows.find((row) => row.id === selectedId);
  const closed = useRef<string | null>(null);
  const close = () => {
    closed.current = selectedId;
    select(null);
  };
  // The list is back in view only now: what is hidden takes no focus.
  useEffect(() => {
    if (selectedId === null) focusRow(closed.current);
    closed.current = null;
  }, [selectedId]);
  useInboxKeys({ list, selectedId, listed, select, close });
  return (
    <div className="grid h-full grid-cols-1 lg:grid-cols-[minmax(23.75rem,46%)_1fr]">
      <section
        aria-label="Inbox"
        className={cx(
          "col-start-1 row-start-1 flex min-h-0 min-w-0 flex-col lg:border-r lg:border-line",
          selectedId !== null && "max-lg:invisible",
        )}
      >
        <ListBar filter={filter} show={show} />
        <InboxList
          key={filter}
          handle={list}
          filter={filter}
          selectedId={selectedId}
          onOpen={(row) => select(row.id)}
          showAll={() => show("all")}
        />
        <RefreshFailed />
      </section>
      <section
        key={selectedId}
        aria-label="Reading pane"
        className={cx(
          "col-start-1 row-start-1 min-h-0 min-w-0 overflow-y-auto lg:col-start-2",
          selectedId === null && "max-lg:hidden",
        )}
      >
        <ReadingPane id={selectedId} listed={listed} close={close} />
      </section>
    </div>
  );
}

interface Keys {
  list: { current: InboxListHandle | null };
  selectedId: string | null;
  listed: Notification | undefined;
  select: (id: string) => void;
  close: () => void;
}

/** `j` and `k` walk along the list; once something is open, they open the next. */
function useInboxKeys({ list, selectedId, listed, select, close }: Keys): void {
  const { slug } = useSession().workspace;
  const markRead = useMarkRead(slug);
  const markUnread = useMarkUnread(slug);
  const markAllRead = useMarkAllRead(slug);
  const cursor = useRef<string | null>(null);

  const move = (by: 1 | -1) => {
    const row = list.current?.move(focusedRow() ?? selectedId ?? cursor.current, by);
    cursor.current = row?.id ?? null;
    if (row && selectedId !== null) select(row.id);
  };
  const toggle = () => {
    const id = focusedRow() ?? selectedId;
    const row = id === selectedId && listed ? listed : id ? list.current?.find(id) : undefined;
    if (row) row.isRead ? markUnread(row.id) : markRead([row.id]);
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    u: toggle,
    A: markAllRead,
    esc: () => selectedId !== null && close(),
  });
}

const focusedRow = (): string | null =>
  document.activeElement?.closest("li")?.querySelector<HTMLElement>("[data-row]")?.dataset.row ?? null;

function focusRow(id: string | null): void {
  if (id) document.querySelector<HTMLElement>(`main [data-row="${CSS.escape(id)}"]`)?.focus();
}
