"use client";

import { useRef } from "react";

/**
 * For windows that are opened by code and not by a button of their own: gives the focus back to what had it before
 * or, when that is gone by then, to the page.
 */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const former = opener.current;
      const target = former !== document.body && former?.isConnected ? former : document.getElementById("main");
      if (target instanceof HTMLElement) target.focus();
    },
  };
}
