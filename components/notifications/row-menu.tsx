"use client";

import { EllipsisVertical, SquareCheck } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type SyntheticEvent, useState } from "react";
import { Menu, MenuContent, MenuItem, MenuLine, MenuTrigger } from "@/components/ui/menu";
import type { Target } from "@/lib/notifications/inbox/client";
import { useActions } from "./actions";

interface Props {
  target: Target;
  isNew: boolean;
  mark?: { isOn: boolean; toggle: () => void };
}

/** The same, where there is no mouse to hover with. */
export function RowMenu({ target, isNew, mark }: Props) {
  const actions = useActions([target], isNew);
  const [home, setHome] = useState<HTMLElement | null>(null);
  const findHome = ({ currentTarget }: SyntheticEvent<HTMLElement>) =>
    setHome(currentTarget.closest<HTMLElement>("main, [role=dialog]"));
  return (
    <Menu>
      <MenuTrigger
        onPointerDown={findHome}
        onKeyDown={findHome}
        aria-label={`What to do with ${target.row.title}`}
        className="-my-1.5 grid h-10 w-9 place-items-center rounded-sm text-ink-2 data-[state=open]:bg-sunken"
      >
        <EllipsisVertical aria-hidden="true" className="size-4" />
      </MenuTrigger>
      {/* Out of the list, which would cut it off, but not out of what it belongs to. */}
      <DropdownMenu.Portal container={home}>
        <MenuContent align="end" className="pointer-coarse:[&_[role=menuitem]]:min-h-10">
          {actions.map(({ key, label, Icon, asks, act }) => (
            // A dialog waits until the menu has given the focus back, to give it back itself.
            <MenuItem key={key} onSelect={() => (asks ? setTimeout(act) : act())}>
              <Icon aria-hidden="true" />
              {label}
              {asks && "…"}
            </MenuItem>
          ))}
          {mark && (
            <>
              <MenuLine />
              <MenuItem onSelect={mark.toggle}>
                <SquareCheck aria-hidden="true" />
                {mark.isOn ? "Deselect" : "Select"}
              </MenuItem>
            </>
          )}
        </MenuContent>
      </DropdownMenu.Portal>
    </Menu>
  );
}
