"use client";

import { useEffect } from "react";

/**
 * Inside a window over the page: gives the focus back to what had it before or, when that is gone by then, to the page.
 * In the moment in which the window goes, not some time after: a key pressed right then finds its row.
 */
export function FocusReturn() {
  useEffect(() => {
    const opener = document.activeElement;
    return () => {
      const target = opener !== document.body && opener?.isConnected ? opener : document.getElementById("main");
      if (target instanceof HTMLElement) target.focus();
    };
  }, []);
  return null;
}

/** For the `onCloseAutoFocus` of such a window: what Radix does by itself comes later. */
export const leaveFocus = (event: Event): void => event.preventDefault();
