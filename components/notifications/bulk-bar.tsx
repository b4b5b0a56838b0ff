"use client";

import { X } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { useActions } from "./actions";
import type { Selection } from "./selection";
import { hasUnread } from "./subject";

/** What can be done to all that is marked. Over the end of the list, while anything is. */
export function BulkBar({ selection, isAll }: { selection: Selection; isAll: boolean }) {
  const { targets, clear, all } = selection;
  const isNew = targets.some(hasUnread);
  const actions = useActions(targets, isNew);
  if (targets.length === 0) return null;
  return (
    <section
      aria-label="What to do with the selected"
      className="absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-1rem)] -translate-x-1/2 animate-rise items-center gap-0.5 rounded-lg border border-line bg-surface p-1 shadow-float"
    >
      <span className="num pl-2.5 font-medium whitespace-nowrap" aria-live="polite">
        {targets.length} selected
      </span>
      {!isAll && (
        <button
          type="button"
          onClick={all}
          className="h-8 rounded-sm px-2 text-sm whitespace-nowrap text-copper-ink hover:bg-sunken"
        >
          Select all
        </button>
      )}
      <span aria-hidden="true" className="mx-1.5 h-5 w-px bg-line" />
      {actions.map(({ key, label, keys, Icon, asks, act }) => (
        <IconButton
          key={key}
          label={label}
          keys={keys}
          className="pointer-coarse:size-10"
          onClick={() => {
            act();
            if (!asks && key !== "read") clear();
          }}
        >
          <Icon aria-hidden="true" />
        </IconButton>
      ))}
      <span aria-hidden="true" className="mx-1.5 h-5 w-px bg-line" />
      <IconButton label="Select nothing" keys="Esc" onClick={clear} className="pointer-coarse:size-10">
        <X aria-hidden="true" />
      </IconButton>
    </section>
  );
}
