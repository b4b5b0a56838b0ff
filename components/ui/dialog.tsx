"use client";

import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names";
import { FocusReturn, leaveFocus } from "./focus-return";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** For readers of the screen only, where the content needs no visible heading. */
  hideTitle?: boolean;
  className?: string;
  /** What it holds would be lost: a click beside it does not close it, only Escape and its own buttons do. */
  isKept?: boolean;
  children: ReactNode;
}

/** A window over the page: keeps the focus, closes with Escape or a click outside, and gives the focus back. */
export function Dialog({ open, onOpenChange, title, hideTitle, className, isKept, children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={leaveFocus}
          onPointerDownOutside={(event) => isKept && event.preventDefault()}
          className={cx(
            "fixed top-[max(1rem,12vh)] left-1/2 z-50 max-h-[76vh] w-[min(35rem,calc(100vw-2rem))] -translate-x-1/2 animate-rise overflow-hidden rounded-lg border border-line bg-surface shadow-float outline-none",
            className,
          )}
        >
          <Radix.Title className={hideTitle ? "sr-only" : "title-serif px-5 pt-4.5 pb-3 text-[1.1875rem]"}>
            {title}
          </Radix.Title>
          {children}
          <FocusReturn />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
