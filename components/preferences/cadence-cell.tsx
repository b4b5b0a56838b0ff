"use client";

import { ChevronDown } from "lucide-react";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { Menu, MenuChoice, MenuChoices, MenuContent, MenuItem, MenuLine, MenuTrigger } from "@/components/ui/menu";
import { Tooltip } from "@/components/ui/tooltip";
import { useChangePreference } from "@/lib/notifications/preferences/client";
import type { Cell } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";
import { CADENCE_OPTIONS, type CadenceOption, cadenceOf, cadenceOrigin, INHERIT } from "./cadences";
import type { Leaf } from "./labels";

/** When mail about it comes: at once, only if it stays unread, or gathered in a digest. */
export function CadenceCell({ cell, place, whose }: { cell: Cell; place: Leaf; whose: Whose }) {
  const { workspace } = useSession();
  const change = useChangePreference(workspace.slug, whose);
  const name = `When email comes for ${place.label}`;
  const say = (said: CadenceOption["said"]) =>
    change({ scope: place.scope, key: place.key, channel: "email", ...said }, name);
  const { value, label, isInherited } = cadenceOf(cell);
  return (
    <td className="p-0 pl-1 text-center align-middle text-sm whitespace-nowrap">
      <Menu>
        <Tooltip label={cadenceOrigin(cell, place, whose)}>
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
            onValueChange={(chosen) => say(CADENCE_OPTIONS.find((pace) => pace.value === chosen)?.said ?? INHERIT)}
          >
            {CADENCE_OPTIONS.map((pace) => (
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
