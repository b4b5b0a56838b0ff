"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { pageHref, useSession } from "@/components/session/session";
import { filterOf, readUrlFilters, type UrlFilters, writeUrlFilters } from "./url-filters";

const INBOX = "/notifications";

/** Opens a notification in the reading pane: at once when the inbox is on the screen, else by going there. */
export function useOpenNotification(): (id: string) => void {
  const isInbox = usePathname() === INBOX;
  const { workspace } = useSession();
  const router = useRouter();
  const { select } = useOpenId();
  return useCallback(
    (id) => {
      if (isInbox) select(id);
      else router.push(pageHref(INBOX, workspace.slug, { n: id }));
    },
    [isInbox, router, select, workspace.slug],
  );
}

/** What is open (`?n=`), kept in the address. */
export function useOpenId() {
  const selectedId = useSearchParams().get("n");
  const select = useCallback((id: string | null) => {
    const isFirst = new URLSearchParams(window.location.search).get("n") === null;
    // The first one opened is a step that "back" undoes; walking on from it is not.
    visit({ n: id }, id !== null && isFirst);
  }, []);
  return { selectedId, select };
}

/** Which list it is opened from, and what narrows that; kept in the address, so that it can be kept and sent. */
export function useUrlFilters() {
  const search = useSearchParams();
  const { timeZone } = useSession().user;
  const urlFilters = useMemo(() => readUrlFilters(search), [search]);
  const key = JSON.stringify(writeUrlFilters(urlFilters));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the urlFilters, whatever else the address says.
  const filter = useMemo(() => filterOf(urlFilters, timeZone), [key, timeZone]);
  const setUrlFilters = useCallback((next: UrlFilters) => visit({ ...writeUrlFilters(next), n: null }, false), []);
  return { urlFilters, filter, key, setUrlFilters };
}

function visit(changes: Record<string, string | null>, isStep: boolean): void {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  window.history[isStep ? "pushState" : "replaceState"](null, "", url);
}
