"use client";

import { ChevronDown } from "lucide-react";
import { cx } from "@/components/ui/class-names";
import type { Target } from "@/lib/notifications/client";
import { IconTile } from "./icon-tile";
import type { Line } from "./lines";
import { MarkTile } from "./mark-tile";
import type { Marks } from "./marks";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeleton";

/** What every row of a list shares. */
export interface RowProps {
  selectedId: string | null;
  marks: Marks;
  unfold: (row: Target["row"], isOpen: boolean) => void;
  onOpen: (target: Target) => void;
}

interface Props {
  line: Line | undefined;
  row: RowProps;
  retry: () => void;
}

/** One line of a list: a day, a row, a row of a group that is unfolded, or what is still to come. */
export function LineView({ line, row, retry }: Props) {
  if (!line) return null;
  if ("day" in line) return <h2 className="px-5 pt-3.5 pb-1.5 text-xs font-medium text-ink-3">{line.day}</h2>;
  if ("target" in line) return <TargetRow line={line} row={row} />;
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

type TargetLine = Extract<Line, { target: Target }>;

function TargetRow({ line: { target, isMember, isOpen }, row: shared }: { line: TargetLine; row: RowProps }) {
  const { row, whole } = target;
  const { marks, selectedId, unfold, onOpen } = shared;
  const mark = { isOn: marks.ids.has(row.id), toggle: () => marks.toggle(row.id) };
  return (
    <Row
      target={target}
      isSelected={row.id === selectedId}
      onOpen={onOpen}
      mark={mark}
      className={isMember ? "pl-10" : undefined}
      tile={
        <MarkTile title={row.title} {...mark} extend={() => marks.extend(row.id)} isMarking={marks.targets.length > 0}>
          <IconTile icon={row.icon} tone={row.tone} />
        </MarkTile>
      }
      badge={whole && <GroupBadge row={row} isOpen={isOpen} unfold={unfold} />}
    />
  );
}

interface BadgeProps {
  row: Target["row"];
  isOpen: boolean;
  unfold: RowProps["unfold"];
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
