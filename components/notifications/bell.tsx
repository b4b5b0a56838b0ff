"use client";

import { Bell as BellIcon } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { areSingleKeysOn } from "@/components/session/single-keys";
import { OnDemand, useOnDemand } from "@/components/ui/on-demand";
import { Tooltip } from "@/components/ui/tooltip";
import { useUnreadCount } from "@/lib/notifications/inbox/client";
import { moveFocus } from "./row-focus";
import { RowSkeletons } from "./row-skeleton";
import { useTriage } from "./triage";

const FLYOUT = new OnDemand(async () => (await import("./flyout")).Flyout);
const MAX_SHOWN = 99;

/** The bell of every page: how many are unread, and the latest of them a click away. */
export function Bell() {
  const [open, setOpen] = useState(false);
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  const { undo } = useTriage();
  const Flyout = useOnDemand(FLYOUT, open, () => setOpen(false));
  const label = unread > 0 ? `Notifications, ${unread} unread` : "Notifications";
  return (
    <Popover.Root open={open} onOpenChange={setOpen} modal>
      <Tooltip label="Notifications">
        <Popover.Trigger
          aria-label={label}
          className="relative grid size-8 shrink-0 place-items-center rounded-sm text-ink-2 transition-colors hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken data-[state=open]:text-ink"
        >
          <BellIcon aria-hidden="true" className="size-4" />
          {unread > 0 && (
            <span
              aria-hidden="true"
              className="num absolute -top-0.5 left-[55%] min-w-3.75 rounded-full bg-copper px-1 text-center text-[0.625rem] leading-3.75 font-bold text-on-copper ring-2 ring-paper"
            >
              {unread > MAX_SHOWN ? `${MAX_SHOWN}+` : unread}
            </span>
          )}
        </Popover.Trigger>
      </Tooltip>
      <Popover.Portal>
        <Popover.Content
          aria-label="Notifications"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          onKeyDown={(event) => {
            moveFocus(event);
            if (event.key === "z" && areSingleKeysOn() && !event.metaKey && !event.ctrlKey) undo();
          }}
          // What is offered to be undone in a toast belongs to what was done in here.
          onInteractOutside={(event) => isInToast(event.target) && event.preventDefault()}
          // The window itself, so that arrow down goes to the first row and no button's tooltip opens unasked.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className="z-40 flex max-h-(--radix-popover-content-available-height) w-[min(25rem,calc(100vw-1rem))] animate-rise flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-float outline-none"
        >
          {Flyout ? <Flyout close={() => setOpen(false)} /> : <RowSkeletons count={4} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const isInToast = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[data-sonner-toaster]") !== null;
