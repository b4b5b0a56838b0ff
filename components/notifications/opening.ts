"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { pageHref, useSession } from "@/components/shell/session";

const INBOX = "/notifications";

/** Opens a notification in the reading pane: at once when the inbox is on the screen, else by going there. */
export function useOpenNotification(): (id: string) => void {
  const isInbox = usePathname() === INBOX;
  const { workspace } = useSession();
  const router = useRouter();
  const { select } = useSelection();
  return useCallback(
    (id) => {
      if (isInbox) select(id);
      else router.push(pageHref(INBOX, workspace.slug, { n: id }));
    },
    [isInbox, router, select, workspace.slug],
  );
}

/** What is open (`?n=`) and which list it is opened from (`?show=`), both kept in the address. */
export function useSelection() {
  const search = useSearchParams();
  const selectedId = search.get("n");
  const filter = search.get("show") === "all" ? ("all" as const) : ("unread" as const);
  const select = useCallback((id: string | null) => {
    const isFirst = new URLSearchParams(window.location.search).get("n") === null;
    // The first one opened is a step that "back" undoes; walking on from it is not.
    visit({ n: id }, id !== null && isFirst);
  }, []);
  const show = useCallback(
    (next: "all" | "unread") => visit({ show: next === "all" ? "all" : null, n: null }, false),
    [],
  );
  return { selectedId, filter, select, show };
}

function visit(changes: Record<string, string | null>, isStep: boolean): void {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  window.history[isStep ? "pushState" : "replaceState"](null, "", url);
}
