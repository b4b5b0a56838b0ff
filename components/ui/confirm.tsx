"use client";

import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { FocusReturn, leaveFocus } from "./focus-return";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What it will do, and what it will not. */
  children: ReactNode;
  /** The deed, as the button says it. */
  action: string;
  onConfirm: () => void;
}

/**
 * Asks before a deed that cannot be undone. "Cancel" has the focus at first; afterwards it goes back to the button that
 * asked, or, when that went with the deed, to the page.
 */
export function Confirm({ open, onOpenChange, title, children, action, onConfirm }: Props) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <AlertDialog.Content
          onCloseAutoFocus={leaveFocus}
          className="fixed top-[max(1rem,18vh)] left-1/2 z-50 max-h-[76vh] w-[min(27rem,calc(100vw-2rem))] -translate-x-1/2 animate-rise overflow-y-auto rounded-lg border border-line bg-surface p-5 shadow-float outline-none"
        >
          <AlertDialog.Title className="title-serif text-[1.1875rem] leading-snug wrap-anywhere">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 grid gap-2 text-ink-2">{children}</div>
          </AlertDialog.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button look="quiet">Cancel</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
          <FocusReturn />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
