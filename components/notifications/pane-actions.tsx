"use client";

import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import type { Target } from "@/lib/notifications/inbox/client";
import { type Action, useActions } from "./actions";
import { hasUnread } from "./subject";

/** Where there is room, these are called by name and key; the others, and all on a phone, by their icons. */
const NAMED: Action["key"][] = ["inbox", "archive", "snooze"];

/** What can be done to what is open. */
export function PaneActions({ target }: { target: Target }) {
  const actions = useActions([target], hasUnread(target));
  const named = NAMED.flatMap((key) => actions.find((action) => action.key === key) ?? []);
  const others = actions.filter(({ key }) => !NAMED.includes(key));
  return (
    <div className="-mr-2 ml-auto flex flex-wrap">
      {named.map(({ key, label, keys, Icon, act }) => (
        <button
          key={key}
          type="button"
          aria-label={label}
          onClick={act}
          className="flex h-8 items-center gap-2 rounded-sm px-2 hover:bg-sunken hover:text-ink pointer-coarse:size-10 pointer-coarse:justify-center"
        >
          <Icon aria-hidden="true" className="size-4 pointer-fine:xl:hidden" />
          <span aria-hidden="true" className="hidden items-center gap-2 pointer-fine:xl:flex">
            {keys && <Kbd keys={keys} />}
            {label.toLowerCase()}
          </span>
        </button>
      ))}
      {others.map(({ key, label, keys, Icon, act }) => (
        <IconButton key={key} label={label} keys={keys} onClick={act} className="pointer-coarse:size-10">
          <Icon aria-hidden="true" />
        </IconButton>
      ))}
    </div>
  );
}
