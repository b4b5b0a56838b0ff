"use client";

import { useMemo, useRef, useState } from "react";
import type { Target } from "@/lib/notifications/inbox/client";

export interface Selection {
  ids: ReadonlySet<string>;
  /** What is marked and still listed. */
  targets: Target[];
  toggle: (id: string) => void;
  /** From the row last marked up to this one. */
  extend: (id: string) => void;
  all: () => void;
  clear: () => void;
}

/** Which rows of a list are marked, to do something to all of them. What leaves the list is marked no more. */
export function useSelection(listed: Target[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  return useMemo(() => {
    const chosenHere = listed.filter(({ row }) => chosen.has(row.id));
    const targets = eachOnce(chosenHere);
    const ids = new Set(chosenHere.map(({ row }) => row.id));
    const mark = (id: string, next: ReadonlySet<string>) => {
      anchor.current = id;
      setChosen(next);
    };
    return {
      ids,
      targets,
      toggle: (id) => mark(id, ids.has(id) ? without(ids, id) : new Set([...ids, id])),
      extend: (id) => mark(id, new Set([...ids, ...between(listed, anchor.current, id)])),
      all: () => setChosen(new Set(listed.map(({ row }) => row.id))),
      clear: () => setChosen(new Set()),
    };
  }, [listed, chosen]);
}

/** Without what is part of a group that is there as a whole. */
export function eachOnce(targets: Target[]): Target[] {
  const groups = new Set(targets.flatMap(({ row, whole }) => (whole && row.group ? row.group.id : [])));
  return targets.filter(({ row, whole }) => whole || !row.group || !groups.has(row.group.id));
}

/** Both ends included, in whichever order; without a first end the last one alone. */
export function between(listed: Target[], from: string | null, to: string): string[] {
  const indexOf = (id: string | null) => listed.findIndex(({ row }) => row.id === id);
  const [a, b] = [indexOf(from), indexOf(to)];
  if (b < 0) return [];
  const [first, last] = a < 0 ? [b, b] : [Math.min(a, b), Math.max(a, b)];
  return listed.slice(first, last + 1).map(({ row }) => row.id);
}

const without = (ids: ReadonlySet<string>, id: string) => new Set([...ids].filter((other) => other !== id));
