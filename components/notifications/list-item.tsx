"use client";

import { ChevronDown } from "lucide-react";
import { memo } from "react";
import { cx } from "@/components/ui/class-names";
import type { Target } from "@/lib/notifications/inbox/client";
import { IconTile } from "./icon-tile";
import type { ListItem } from "./list-items";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeleton";
import type { Selection } from "./selection";
import { SelectionTile } from "./selection-tile";

/** What every row of a list shares. */
export interface RowProps {
  selectedId: string | null;
  selection: Selection;
  on: RowCallbacks;
}

/** What can be done to a row of a list; the same functions for as long as the list is shown. */
export type RowCallbacks = {
  open: (target: Target) => void;
  unfold: (row: Target["row"], isOpen: boolean) => void;
  toggle: (id: string) => void;
  extend: (id: string) => void;
};

interface Props {
  line: ListItem | undefined;
  row: RowProps;
  retry: () => void;
}

/** One line of a list: a day, a row, a row of a group that is unfolded, or what is still to come. */
export function ListItemView({ line, row: { selectedId, selection, on }, retry }: Props) {
  if (!line) return null;
  if ("day" in line) return <h2 className="px-5 pt-3.5 pb-1.5 text-xs font-medium text-ink-3">{line.day}</h2>;
  if ("target" in line) {
    const { id } = line.target.row;
    return (
      <ListedRow
        line={line}
        isSelected={id === selectedId}
        isMarked={selection.ids.has(id)}
        isMarking={selection.ids.size > 0}
        on={on}
      />
    );
  }
  if ("waitingFor" in line || !line.failed) return <RowSkeletons count={"waitingFor" in line ? 1 : 4} />;
  return (
    <p className="px-5 py-4 text-center text-sm text-ink-2">
      Older ones could not be fetched.{" "}
      <button type="button" onClick={retry} className="font-semibold text-copper-ink underline underline-offset-2">
        Try again
      </button>
    </p>
  );
}

type TargetLine = Extract<ListItem, { target: Target }>;

interface ListedProps {
  line: TargetLine;
  isSelected: boolean;
  isMarked: boolean;
  isMarking: boolean;
  on: RowCallbacks;
}

/** Drawn again only when it looks different: one key held down must not draw a whole list thirty times a second. */
const ListedRow = memo(function ListedRow({ line, isSelected, isMarked, isMarking, on }: ListedProps) {
  const { target, isMember, isOpen } = line;
  const { row, whole } = target;
  const mark = { isOn: isMarked, toggle: () => on.toggle(row.id) };
  return (
    <Row
      target={target}
      isSelected={isSelected}
      onOpen={on.open}
      mark={mark}
      className={isMember ? "pl-10" : undefined}
      tile={
        <SelectionTile title={row.title} {...mark} extend={() => on.extend(row.id)} isMarking={isMarking}>
          <IconTile icon={row.icon} tone={row.tone} />
        </SelectionTile>
      }
      badge={whole && <GroupBadge row={row} isOpen={isOpen} unfold={on.unfold} />}
    />
  );
}, isAlike);

function isAlike({ line, ...before }: ListedProps, { line: next, ...after }: ListedProps): boolean {
  const isSameLine =
    line.target.row === next.target.row &&
    line.target.whole === next.target.whole &&
    line.isMember === next.isMember &&
    line.isOpen === next.isOpen;
  return (
    isSameLine &&
    before.isSelected === after.isSelected &&
    before.isMarked === after.isMarked &&
    before.isMarking === after.isMarking
  );
}

interface BadgeProps {
  row: Target["row"];
  isOpen: boolean;
  unfold: RowCallbacks["unfold"];
}

function GroupBadge({ row, isOpen, unfold }: BadgeProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={`${row.group?.count} about this`}
      onClick={() => unfold(row, !isOpen)}
      className="num relative flex h-5 shrink-0 items-center gap-0.5 rounded-full border border-line bg-surface pr-1 pl-2 text-xs font-medium text-ink-2 after:absolute after:-inset-1 hover:border-line-strong hover:text-ink"
    >
      {row.group?.count}
      <ChevronDown aria-hidden="true" className={cx("size-3 transition-transform", isOpen && "rotate-180")} />
    </button>
  );
}
