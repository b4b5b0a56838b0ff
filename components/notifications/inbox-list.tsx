"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { useNow } from "@/components/shell/clock";
import { useSession } from "@/components/shell/session";
import { useInbox } from "@/lib/notifications/client";
import type { Notification } from "@/lib/notifications/contract";
import type { Filter } from "@/lib/notifications/queries";
import { FirstUse, ListFailed, NothingUnread } from "./list-states";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeleton";
import { useShownRows } from "./shown";
import { groupByDay } from "./times";

type Item = { key: string; day: string } | { key: string; row: Notification } | { key: "more"; failed: boolean };

/** Estimates in px; what is drawn is measured. */
const HEIGHTS = { day: 37, row: 61, more: 244 };
const AHEAD = 8;

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
  const { workspace } = useSession();
  const inbox = useInbox(workspace.slug, filter);
  const [isScrolled, setScrolled] = useState(false);
  const { shown, waiting, reveal } = useShownRows(inbox.rows, filter, isScrolled || selectedId !== null);
  const scroller = useRef<HTMLDivElement>(null);
  const items = useItems(shown, inbox.hasNextPage, inbox.isFetchNextPageError);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => heightOf(items[i]),
    getItemKey: (i) => items[i]?.key ?? i,
    overscan: AHEAD,
    // What the server draws before there is anything to measure.
    initialRect: { width: 520, height: 900 },
  });
  const drawn = virtualizer.getVirtualItems();

  const lastDrawn = drawn.at(-1)?.index ?? 0;
  const wantsMore = inbox.hasNextPage && !inbox.isFetchingNextPage && !inbox.isFetchNextPageError;
  const { fetchNextPage } = inbox;
  useEffect(() => {
    if (wantsMore && lastDrawn >= items.length - 1) void fetchNextPage();
  }, [wantsMore, lastDrawn, items.length, fetchNextPage]);

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
        onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > HEIGHTS.day)}
        className="h-full overflow-y-auto overscroll-contain"
      >
        {shown.length === 0 && (filter === "unread" ? <NothingUnread showAll={showAll} /> : <FirstUse />)}
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <ItemView
                item={items[index]}
                selectedId={selectedId}
                onOpen={onOpen}
                retry={() => void fetchNextPage()}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function useItems(rows: Notification[], hasMore: boolean, failed: boolean): Item[] {
  const now = useNow();
  const { timeZone } = useSession().user;
  return useMemo(() => {
    const items: Item[] = groupByDay(rows, now, timeZone).flatMap(({ label, rows: ofDay }) => [
      { key: label, day: label },
      ...ofDay.map((row) => ({ key: row.id, row })),
    ]);
    if (hasMore) items.push({ key: "more", failed });
    return items;
  }, [rows, now, timeZone, hasMore, failed]);
}

const heightOf = (item: Item | undefined) =>
  item && "day" in item ? HEIGHTS.day : item && "row" in item ? HEIGHTS.row : HEIGHTS.more;

interface ItemProps {
  item: Item | undefined;
  selectedId: string | null;
  onOpen: (row: Notification) => void;
  retry: () => void;
}

function ItemView({ item, selectedId, onOpen, retry }: ItemProps) {
  if (!item) return null;
  if ("day" in item) return <h2 className="px-5 pt-3.5 pb-1.5 text-xs font-medium text-ink-3">{item.day}</h2>;
  if ("row" in item) return <Row row={item.row} isSelected={item.row.id === selectedId} onOpen={onOpen} />;
  if (!item.failed) return <RowSkeletons count={4} />;
  return (
    <p className="px-5 py-4 text-center text-sm text-ink-2">
      Older ones could not be fetched.{" "}
      <button type="button" onClick={retry} className="font-semibold text-copper-ink underline underline-offset-2">
        Try again
      </button>
    </p>
  );
}

function NewPill({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="num absolute top-2.5 left-1/2 z-10 flex h-7.5 -translate-x-1/2 animate-rise items-center gap-1.5 rounded-full bg-copper px-3.5 text-sm font-semibold text-on-copper shadow-float"
    >
      <ArrowUp aria-hidden="true" className="size-3.5" />
      {count} new
    </button>
  );
}
