"use client";

import { ChevronDown } from "lucide-react";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { Menu, MenuChoice, MenuChoices, MenuContent, MenuItem, MenuLine, MenuTrigger } from "@/components/ui/menu";
import { Tooltip } from "@/components/ui/tooltip";
import { useChangePreference } from "@/lib/notifications/preferences/client";
import type { Cell } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";
import { INHERIT, PACES, type Pace, paceOf, paceOrigin } from "./cadences";
import type { Place } from "./labels";

/** When mail about it comes: at once, only if it stays unread, or gathered in a digest. */
export function PaceCell({ cell, place, whose }: { cell: Cell; place: Place; whose: Whose }) {
  const { workspace } = useSession();
  const change = useChangePreference(workspace.slug, whose);
  const name = `When email comes for ${place.label}`;
  const say = (said: Pace["said"]) => change({ scope: place.scope, key: place.key, channel: "email", ...said }, name);
  const { value, label, isInherited } = paceOf(cell);
  return (
    <td className="p-0 pl-1 text-center align-middle text-sm whitespace-nowrap">
      <Menu>
        <Tooltip label={paceOrigin(cell, place, whose)}>
          <MenuTrigger
            aria-label={`${name}: ${label}`}
            className={cx(
              "inline-flex h-7 items-center gap-1 rounded-sm px-1.5 hover:bg-sunken",
              isInherited ? "text-ink-3" : "font-medium text-ink",
            )}
          >
            {label}
            <ChevronDown aria-hidden="true" className="size-3.5 text-ink-3" />
          </MenuTrigger>
        </Tooltip>
        <MenuContent align="end" className="text-left text-base">
          <MenuChoices
            value={isInherited ? "" : value}
            onValueChange={(chosen) => say(PACES.find((pace) => pace.value === chosen)?.said ?? INHERIT)}
          >
            {PACES.map((pace) => (
              <MenuChoice key={pace.value} value={pace.value}>
                {pace.label}
              </MenuChoice>
            ))}
          </MenuChoices>
          {!isInherited && (
            <>
              <MenuLine />
              <MenuItem onSelect={() => say(INHERIT)}>Back to inherited</MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
    </td>
  );
}
