"use client";

import { RotateCcw } from "lucide-react";
import { useRef } from "react";
import { useSession } from "@/components/session/session";
import { Switch } from "@/components/ui/switch";
import { Tooltip } from "@/components/ui/tooltip";
import type { NotificationChannel } from "@/db/enums";
import { CHANNEL_LABELS } from "@/lib/notifications/constants";
import { useChangePreference } from "@/lib/notifications/preferences/client";
import type { Cell as CellData } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";
import { type Leaf, originOf } from "./labels";

interface Props {
  cell: CellData;
  place: Leaf;
  channel: NotificationChannel;
  whose: Whose;
}

/** One switch: where it stands, where that comes from, and the way back to what it would inherit. */
export function Cell({ cell, place, channel, whose }: Props) {
  const { workspace } = useSession();
  const change = useChangePreference(workspace.slug, whose);
  const own = useRef<HTMLButtonElement>(null);
  const name = `${CHANNEL_LABELS[channel]} for ${place.label}`;
  const say = (isOn: boolean | null) => change({ scope: place.scope, key: place.key, channel, isOn }, name);
  const inheritAgain = () => {
    // The button goes away with what it undoes.
    own.current?.focus();
    say(null);
  };
  return (
    <td className="group/cell relative w-14 min-w-14 p-0 text-center align-middle sm:w-16">
      <Tooltip label={originOf(cell, place, whose)}>
        <Switch
          ref={own}
          aria-label={name}
          value={cell.value}
          isInherited={cell.inherited}
          onChange={say}
          className="align-middle"
        />
      </Tooltip>
      {!cell.inherited && (
        <Tooltip label="Back to inherited">
          <button
            type="button"
            aria-label={`Back to inherited: ${name}`}
            onClick={inheritAgain}
            className="absolute top-1/2 left-1/2 ml-3.75 grid size-6 -translate-y-1/2 place-items-center rounded-sm text-ink-3 opacity-0 transition-opacity duration-100 group-hover/cell:opacity-100 group-focus-within/cell:opacity-100 hover:bg-sunken hover:text-ink pointer-coarse:opacity-100"
          >
            <RotateCcw aria-hidden="true" className="size-3.5" />
          </button>
        </Tooltip>
      )}
    </td>
  );
}
