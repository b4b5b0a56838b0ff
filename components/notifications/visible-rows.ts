"use client";

import { useEffect, useRef, useState } from "react";
import { isNewer, newestFirst } from "@/lib/notifications/inbox/client";
import type { Notification } from "@/lib/notifications/inbox/contract";
import type { InboxFilter } from "@/lib/notifications/inbox/filters-contract";
import { isUnread } from "./subject";

/**
 * What of a list is in view. Rows read during this visit stay in a list of the unread. While `isHolding`, what arrives
 * waits above, counted, until `reveal`: nothing that is being read moves.
 */
export function useVisibleRows(rows: Notification[], filter: InboxFilter, isHolding: boolean) {
  const kept = useRef(new Set<string>());
  const before = useRef<Notification[]>([]);
  const listed = filter.unread ? rows.filter((row) => isUnread(row) || kept.current.has(row.id)) : rows;
  const [newest] = listed;
  const [edge, setEdge] = useState(newest);
  const waiting = edge ? listed.filter((row) => isNewer(row, edge)) : [];
  const isEdgeBehind = newest !== undefined && (!edge || isNewer(newest, edge));
  if (isEdgeBehind && !(isHolding && edge)) setEdge(newest);

  const shown = waiting.length > 0 ? holdBack(listed, waiting, before.current) : listed;
  useEffect(() => {
    before.current = shown;
    for (const row of shown) if (isUnread(row)) kept.current.add(row.id);
  });
  return { shown, waiting: waiting.filter(isUnread).length, reveal: () => setEdge(newest) };
}

/** The list without what waits. A group whose latest waits is still shown as it was `before` that came. */
export function holdBack(listed: Notification[], waiting: Notification[], before: Notification[]): Notification[] {
  const groups = new Set(waiting.flatMap(({ group }) => group?.id ?? []));
  const asBefore = before.filter(({ group }) => group && groups.has(group.id));
  const still = listed.filter((row) => !waiting.includes(row) && !asBefore.some(({ id }) => id === row.id));
  return asBefore.length > 0 ? [...still, ...asBefore].sort(newestFirst) : still;
}
