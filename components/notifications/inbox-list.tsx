"use client";

import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useSession } from "@/components/shell/session";
import { useInbox } from "@/lib/notifications/client";
import type { Notification } from "@/lib/notifications/contract";
import type { Filter } from "@/lib/notifications/queries";
import { heightOf, type Item, ListItem, useItems } from "./list-item";
import { FirstUse, ListFailed, NothingUnread } from "./list-states";
import { NewPill } from "./new-pill";
import { RowSkeletons } from "./row-skeleton";
import { useShownRows } from "./shown";

/** Lines drawn beyond what is seen, at either end. */
const AHEAD = 8;
/** Scrolled further than this, in px, the top of the list is out of sight. */
const TOP = 37;

export interface InboxListHandle {
  /** The row `by` places away from the one with this id (or from the top), scrolled into view and focused. */
  move: (from: string | null, by: 1 | -1) => Notification | undefined;
  find: (id: string) => Notification | undefined;
}

interface Props {
  filter: Filter;
  selectedId: string | null;
  onOpen: (row: Notification) => void;
  showAll: () => void;
  handle: Ref<InboxListHandle>;
}

/** One list of the inbox, by days, fetched and drawn as far as it is looked at. */
export function InboxList({ filter, selectedId, onOpen, showAll, handle }: Props) {
  const inbox = useInbox(useSession().workspace.slug, filter);
  const [isScrolled, setScrolled] = useState(false);
  const { shown, waiting, reveal } = useShownRows(inbox.rows, filter, isScrolled || selectedId !== null);
  const scroller = useRef<HTMLDivElement>(null);
  const items = useItems(shown, inbox.hasNextPage, inbox.isFetchNextPageError);
  const virtualizer = useLines(items, scroller);
  useFetchAhead(inbox, virtualizer, items.length);
  useListHandle(handle, { shown, items, virtualizer, scroller });

  if (inbox.isPending) return <RowSkeletons count={8} />;
  if (inbox.isError && inbox.rows.length === 0)
    return <ListFailed message={inbox.error.message} retry={() => void inbox.refetch()} />;
  const showNew = () => {
    reveal();
    scroller.current?.scrollTo({ top: 0, behavior: "smooth" });
  };
  return (
    <div className="relative min-h-0 grow">
      {waiting > 0 && <NewPill count={waiting} onClick={showNew} />}
      <div
        ref={scroller}
        onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > TOP)}
        className="h-full overflow-y-auto overscroll-contain"
      >
        {shown.length === 0 && (filter === "unread" ? <NothingUnread showAll={showAll} /> : <FirstUse />)}
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <ListItem
                item={items[index]}
                selectedId={selectedId}
                onOpen={onOpen}
                retry={() => void inbox.fetchNextPage()}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

type Lines = Virtualizer<HTMLDivElement, Element>;

function useLines(items: Item[], scroller: RefObject<HTMLDivElement | null>): Lines {
  return useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => heightOf(items[i]),
    getItemKey: (i) => items[i]?.key ?? i,
    overscan: AHEAD,
    // What the server draws before there is anything to measure.
    initialRect: { width: 520, height: 900 },
  });
}

/** Fetches the next page as the end of the list comes near. */
function useFetchAhead(inbox: ReturnType<typeof useInbox>, virtualizer: Lines, length: number): void {
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = inbox;
  const isNear = (virtualizer.getVirtualItems().at(-1)?.index ?? 0) >= length - 1;
  const wants = isNear && hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that did not fill the view calls for one more.
  useEffect(() => {
    if (wants) void fetchNextPage();
  }, [wants, length, fetchNextPage]);
}

interface Parts {
  shown: Notification[];
  items: Item[];
  virtualizer: Lines;
  scroller: RefObject<HTMLDivElement | null>;
}

function useListHandle(handle: Ref<InboxListHandle>, { shown, items, virtualizer, scroller }: Parts): void {
  useImperativeHandle(handle, () => ({
    find: (id) => shown.find((row) => row.id === id),
    move: (from, by) => {
      const at = shown.findIndex((row) => row.id === from);
      const row = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
      if (!row) return undefined;
      virtualizer.scrollToIndex(items.findIndex((item) => item.key === row.id));
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${row.id}"]`)?.focus());
      return row;
    },
  }));
}
