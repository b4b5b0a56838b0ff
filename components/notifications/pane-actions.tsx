"use client";

import { Kbd } from "@/components/ui/kbd";
import type { Target } from "@/lib/notifications/client";
import { useDeeds } from "./deeds";
import { hasUnread } from "./subject";

/** What can be done to what is open: by name and key where there is room, else by icon. */
export function PaneActions({ target }: { target: Target }) {
  const deeds = useDeeds([target], hasUnread(target));
  return (
    <div className="-mr-2 ml-auto flex flex-wrap">
      {deeds.map(({ key, label, keys, Icon, act }) => (
        <button
          key={key}
          type="button"
          aria-label={label}
          onClick={act}
          className="flex h-8 items-center gap-2 rounded-sm px-2 hover:bg-sunken hover:text-ink pointer-coarse:size-10 pointer-coarse:justify-center"
        >
          <Icon aria-hidden="true" className="size-4 pointer-fine:2xl:hidden" />
          <span aria-hidden="true" className="hidden items-center gap-2 pointer-fine:2xl:flex">
            {keys && <Kbd keys={keys} />}
            {label.toLowerCase()}
          </span>
        </button>
      ))}
    </div>
  );
}
