"use client";

import { IconButton } from "@/components/ui/icon-button";
import type { Target } from "@/lib/notifications/inbox/client";
import { useActions } from "./actions";

/** What can be done to a row, while a mouse is over it or the focus in it. */
export function RowActions({ target, isNew, isBrief }: { target: Target; isNew: boolean; isBrief?: boolean }) {
  const actions = useActions([target], isNew).filter(({ key }) => key !== "mute" && !(isBrief && key === "delete"));
  return (
    <div className="absolute top-2 right-3.5 flex rounded-md border border-line bg-surface p-px opacity-0 shadow-card transition-opacity duration-100 group-focus-within:opacity-100 group-hover:opacity-100">
      {actions.map(({ key, label, keys, Icon, act }) => (
        <IconButton key={key} label={label} keys={keys} className="h-6.5! w-7!" onClick={act}>
          <Icon aria-hidden="true" />
        </IconButton>
      ))}
    </div>
  );
}
