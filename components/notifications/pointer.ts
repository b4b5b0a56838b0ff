"use client";

import { useSyncExternalStore } from "react";

const COARSE = "(pointer: coarse)";

function watch(onChange: () => void): () => void {
  const query = window.matchMedia(COARSE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** Whether it is fingers that point here. The server cannot know, and takes it for a mouse. */
export const useCoarsePointer = (): boolean =>
  useSyncExternalStore(
    watch,
    () => window.matchMedia(COARSE).matches,
    () => false,
  );
