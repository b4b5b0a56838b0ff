"use client";

import { useMemo } from "react";
import { useNow } from "@/components/shell/clock";
import { useSession } from "@/components/shell/session";
import type { Notification } from "@/lib/notifications/contract";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeleton";
import { groupByDay } from "./times";

/** A line of the list: a day's name, a row, or what stands for the rows not fetched yet. */
export type Item = { key: string; day: string } | { key: string; row: Notification } | { key: "more"; failed: boolean };

/** Estimates in px; what is drawn is measured. */
const HEIGHTS = { day: 37, row: 61, more: 244 };

export const heightOf = (item: Item | undefined): number =>
  item && "day" in item ? HEIGHTS.day : item && "row" in item ? HEIGHTS.row : HEIGHTS.more;

/** Rows under their days, and whether there are more and they failed to come. */
export function useItems(rows: Notification[], hasMore: boolean, failed: boolean): Item[] {
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

interface Props {
  item: Item | undefined;
  selectedId: string | null;
  onOpen: (row: Notification) => void;
  retry: () => void;
}

export function ListItem({ item, selectedId, onOpen, retry }: Props) {
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
