"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { ListItemView, type RowProps } from "./list-item";
import type { ListItem } from "./list-items";
import { focusRowSoon, isDrawn } from "./row-focus";

/** Estimates in px; what is drawn is measured. */
const HEIGHTS = { day: 37, row: 61, more: 244 };
const AHEAD = 8;
/** So many rows before the last one the next are fetched: with those drawn ahead, half a second of a key held down. */
const FETCH_BEFORE = 8;

export interface InboxListHandle {
  /** Scrolls to a row and puts the focus on it. */
  focus: (id: string) => void;
}

interface Props {
  lines: ListItem[];
  /** What has arrived above what is being read, and how to show it. */
  waiting: number;
  reveal: () => void;
  onScrolled: (isScrolled: boolean) => void;
  isFetching: boolean;
  fetchMore: () => void;
  /** In place of rows, where there are none. */
  empty: ReactNode;
  row: RowProps;
  handle: Ref<InboxListHandle>;
}

/** Rows under their days, drawn and fetched as far as they are looked at. */
export function InboxList({ lines, waiting, reveal, onScrolled, isFetching, fetchMore, empty, row, handle }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => heightOf(lines[i]),
    getItemKey: (i) => lines[i]?.key ?? i,
    overscan: AHEAD,
    // What the server draws before there is anything to measure.
    initialRect: { width: 520, height: 900 },
  });
  const drawn = virtualizer.getVirtualItems();

  const last = lines.at(-1);
  const wantsMore = last !== undefined && "failed" in last && !last.failed && !isFetching;
  const isNearEnd = (drawn.at(-1)?.index ?? 0) >= lines.length - FETCH_BEFORE;
  useEffect(() => {
    if (wantsMore && isNearEnd) fetchMore();
  });
  useImperativeHandle(handle, () => ({
    focus: (id) => {
      virtualizer.scrollToIndex(lines.findIndex(({ key }) => key === id));
      // Drawn now and not when the browser tells of its scrolling: the next key may come before that.
      if (!isDrawn(id)) scroller.current?.dispatchEvent(new Event("scroll"));
      focusRowSoon(id);
    },
  }));
  const showNew = () => {
    reveal();
    scroller.current?.scrollTo({ top: 0, behavior: "smooth" });
  };
  return (
    <>
      {waiting > 0 && <NewPill count={waiting} onClick={showNew} />}
      <div
        ref={scroller}
        onScroll={({ currentTarget }) => onScrolled(currentTarget.scrollTop > HEIGHTS.day)}
        className="h-full overflow-y-auto overscroll-contain"
      >
        {lines.length === 0 && empty}
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <ListItemView line={lines[index]} row={row} retry={fetchMore} />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

const heightOf = (line: ListItem | undefined) =>
  line && "day" in line ? HEIGHTS.day : line && "failed" in line ? HEIGHTS.more : HEIGHTS.row;

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
