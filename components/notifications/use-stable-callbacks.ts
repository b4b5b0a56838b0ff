"use client";

import { useEffect, useRef, useState } from "react";

type Callbacks = Record<string, (...given: never[]) => void>;

/** The same functions for good, each doing what its latest version does: rows that get them need not be drawn again. */
export function useStableCallbacks<T extends Callbacks>(latest: T): T {
  const current = useRef(latest);
  useEffect(() => {
    current.current = latest;
  });
  const [stable] = useState(() => {
    const names = Object.keys(latest) as (keyof T)[];
    return Object.fromEntries(names.map((name) => [name, (...given: never[]) => current.current[name]?.(...given)]));
  });
  return stable as T;
}
