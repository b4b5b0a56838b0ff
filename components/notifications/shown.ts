"use client";

import { useEffect, useRef, useState } from "react";
import type { Notification } from "@/lib/notifications/contract";
import type { Filter } from "@/lib/notifications/queries";

/**
 * What of a list is in view. Rows read during this visit stay in the unread list. While `isHolding`, what arrives
 * waits above, counted, until `reveal`: nothing that is being read moves.
 */
export function useShownRows(rows: Notification[], filter: Filter, isHolding: boolean) {
  const kept = useRef(new Set<string>());
  const listed = filter === "all" ? rows : rows.filter((row) => !row.isRead || kept.current.has(row.id));
  const newest = listed[0]?.id;
  const [edge, setEdge] = useState(newest);
  const waiting = Math.max(
    0,
    listed.findIndex(({ id }) => id === edge),
  );
  if (edge !== newest && (!isHolding || waiting === 0)) setEdge(newest);

  const shown = waiting > 0 ? listed.slice(waiting) : listed;
  useEffect(() => {
    for (const row of shown) if (!row.isRead) kept.current.add(row.id);
  });
  return {
    shown,
    waiting: listed.slice(0, waiting).filter((row) => !row.isRead).length,
    reveal: () => setEdge(newest),
  };
}
