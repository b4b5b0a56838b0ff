"use client";

import { Check } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

interface Props {
  title: string;
  isOn: boolean;
  toggle: () => void;
  /** Marks everything from the row marked last. */
  extend: () => void;
  /** Whether any row is marked: then every box is in view. */
  isMarking: boolean;
  children: ReactNode;
}

/** A row's icon, which turns into a box to mark the row with. With Shift it selection all the way from the last. */
export function SelectionTile({ title, isOn, toggle, extend, isMarking, children }: Props) {
  const mark = (event: MouseEvent) => (event.shiftKey ? extend() : toggle());
  return (
    <span className="relative size-7.5">
      {children}
      {/* biome-ignore lint/a11y/useSemanticElements: a click with Shift held has to be told apart. */}
      <button
        type="button"
        role="checkbox"
        aria-checked={isOn}
        aria-label={`Select ${title}`}
        onClick={mark}
        className={cx(
          "absolute inset-0 z-1 grid place-items-center rounded-tile border transition-opacity duration-100 focus-visible:opacity-100",
          isOn ? "border-ink bg-ink text-paper" : "border-line-strong bg-surface text-transparent",
          isOn || isMarking
            ? "opacity-100"
            : "opacity-0 pointer-coarse:pointer-events-none pointer-fine:group-hover:opacity-100",
        )}
      >
        <Check aria-hidden="true" className="size-4" />
      </button>
    </span>
  );
}
