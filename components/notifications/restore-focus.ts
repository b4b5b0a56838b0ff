"use client";

import { useEffect, useRef } from "react";
import type { Target } from "@/lib/notifications/inbox/client";
import { focusedRow } from "./row-focus";

/** Where the row that has the focus is taken out of the list, here or elsewhere, the next in its place gets it. */
export function useRestoreFocus(listed: Target[], focus: (id: string) => void): void {
  const last = useRef<string | null>(null);
  const before = useRef<Target[]>([]);
  useEffect(() => {
    const note = () => {
      last.current = focusedRow();
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    const was = before.current;
    before.current = listed;
    const isListed = (id: string) => listed.some(({ row }) => row.id === id);
    if (last.current === null || document.activeElement !== document.body || isListed(last.current)) return;
    const at = was.findIndex(({ row }) => row.id === last.current);
    const next = at < 0 ? undefined : (was.slice(at).find(({ row }) => isListed(row.id)) ?? listed.at(-1));
    last.current = null;
    if (next) focus(next.row.id);
  }, [listed, focus]);
}
