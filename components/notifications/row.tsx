"use client";

import { type MouseEvent, type ReactNode, useState } from "react";
import { pageHref, useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import type { Target } from "@/lib/notifications/inbox/client";
import { useCoarsePointer } from "./pointer";
import { RowActions } from "./row-actions";
import { RowMenu } from "./row-menu";
import { hasUnread } from "./subject";
import { RowWhen } from "./when";

interface Props {
  target: Target;
  isSelected?: boolean;
  onOpen: (target: Target) => void;
  /** What it is, at its left: an icon, or a box to mark it. */
  tile: ReactNode;
  /** After the title: how many stand behind it. */
  badge?: ReactNode;
  /** Marks it, where rows can be marked. */
  mark?: { isOn: boolean; toggle: () => void };
  /** In little room: what is done less often is left to the menu and the inbox. */
  isBrief?: boolean;
  className?: string;
}

/** One notification in a list: the whole row opens it; at its end, what can be done to it. */
export function Row({ target, isSelected, onOpen, tile, badge, mark, isBrief, className }: Props) {
  const { row } = target;
  const isNew = hasUnread(target);
  const isCoarse = useCoarsePointer();
  // Most rows are only ever looked at.
  const [isNear, setNear] = useState(false);
  const approach = () => setNear(true);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here but to make ready what can be done.
    <div
      onPointerEnter={approach}
      onFocus={approach}
      className={cx(
        "group relative grid grid-cols-[0.5rem_1.875rem_1fr_auto] items-start gap-2.5 border-b border-line/55 py-2.5 pr-5 pl-3 transition-colors duration-100 pointer-coarse:pr-2 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-copper",
        isSelected || mark?.isOn ? "bg-copper-wash" : "hover:bg-sunken/70",
        className,
      )}
    >
      <span aria-hidden="true" className={cx("mt-2 size-1.75 rounded-full", isNew && "bg-copper")} />
      {tile}
      <div className="min-w-0">
        <div className="flex min-w-0 items-center gap-2">
          <Title target={target} isNew={isNew} isSelected={isSelected} onOpen={onOpen} />
          {badge}
        </div>
        <p className="mt-px truncate text-sm text-ink-2">{row.body || row.label}</p>
      </div>
      <div className="relative flex items-start pointer-fine:group-focus-within:invisible pointer-fine:group-hover:invisible">
        <RowWhen row={row} />
        {isCoarse && <RowMenu target={target} isNew={isNew} mark={mark} />}
      </div>
      {isNear && !isCoarse && <RowActions target={target} isNew={isNew} isBrief={isBrief} />}
    </div>
  );
}

interface TitleProps {
  target: Target;
  isNew: boolean;
  isSelected?: boolean;
  onOpen: (target: Target) => void;
}

function Title({ target, isNew, isSelected, onOpen }: TitleProps) {
  const { workspace } = useSession();
  const open = (event: MouseEvent) => {
    const isForAnotherTab = event.metaKey || event.ctrlKey || event.shiftKey;
    if (isForAnotherTab) return;
    event.preventDefault();
    onOpen(target);
  };
  return (
    <a
      href={pageHref("/notifications", workspace.slug, { n: target.row.id })}
      onClick={open}
      data-row={target.row.id}
      aria-current={isSelected ? "true" : undefined}
      className={cx(
        "block min-w-0 truncate outline-none after:absolute after:inset-0",
        isNew ? "font-semibold" : "font-medium text-ink-2",
      )}
    >
      {isNew && <span className="sr-only">Unread: </span>}
      {target.row.title}
    </a>
  );
}
