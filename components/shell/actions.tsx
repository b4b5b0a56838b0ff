"use client";

import { createContext, use } from "react";

export interface Actions {
  openPalette: () => void;
  openShortcuts: () => void;
  /** To a page of this workspace: `/notifications`. */
  goTo: (path: string) => void;
  openNewWorkspace: () => void;
  leave: () => void;
}

export const ActionsContext = createContext<Actions | null>(null);

/** What can be done from anywhere: by key, from a menu or through the palette, always the same. */
export function useActions(): Actions {
  const actions = use(ActionsContext);
  if (!actions) throw new Error("useActions needs an ActionsProvider above it.");
  return actions;
}
