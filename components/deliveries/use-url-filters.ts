"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { useSession } from "@/components/session/session";
import { filterOf, readUrlFilters, type UrlFilters, writeUrlFilters } from "./url-filters";

/** What the log shows and which of it is open (`?d=`), kept in the address, so that it can be kept and sent. */
export function useUrlFilters() {
  const search = useSearchParams();
  const { timeZone } = useSession().user;
  const urlFilters = useMemo(() => readUrlFilters(search), [search]);
  const key = JSON.stringify(writeUrlFilters(urlFilters));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the urlFilters, whatever else the address says.
  const filter = useMemo(() => filterOf(urlFilters, timeZone), [key, timeZone]);
  const setUrlFilters = useCallback((next: UrlFilters) => visit({ ...writeUrlFilters(next), d: null }), []);
  const open = useCallback((id: string | null) => visit({ d: id }), []);
  return { urlFilters, setUrlFilters, filter, openId: search.get("d"), open };
}

function visit(changes: Record<string, string | null>): void {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  window.history.replaceState(null, "", url);
}
