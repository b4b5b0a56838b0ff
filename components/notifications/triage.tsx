"use client";

import { createContext, use } from "react";
import type { Target } from "@/lib/notifications/inbox/client";

/** What can be done to notifications, from a row, a menu, a bar or by key: always the same. */
export interface Triage {
  setRead: (targets: Target[], read: boolean) => void;
  archive: (targets: Target[]) => void;
  /** Out of the archive or a snooze, back into the inbox. */
  bringBack: (targets: Target[]) => void;
  remove: (targets: Target[]) => void;
  /** Asks until when. */
  snooze: (targets: Target[]) => void;
  /** Nothing more of their subjects from now on; the rows stay. */
  mute: (targets: Target[]) => void;
  /** Takes back the last thing that hid something, while that is offered. */
  undo: () => void;
  /** Calls back with the rows that are about to leave the list they are in. Answers how to stop. */
  beforeHiding: (callback: (ids: ReadonlySet<string>) => void) => () => void;
}

export const TriageContext = createContext<Triage | null>(null);

export function useTriage(): Triage {
  const triage = use(TriageContext);
  if (!triage) throw new Error("useTriage needs a TriageProvider above it.");
  return triage;
}
