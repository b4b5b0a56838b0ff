"use client";

import { useRef } from "react";
import { useHotkeys } from "@/components/session/hotkeys";
import { useSession } from "@/components/session/session";
import { stateOf, type Target, useMarkAllRead } from "@/lib/notifications/inbox/client";
import { focusedRow } from "./row-focus";
import type { Selection } from "./selection";
import { hasUnread } from "./subject";
import { useTriage } from "./triage";

interface Keys {
  listed: Target[];
  selection: Selection;
  /** What is open in the reading pane. */
  selected: Target | undefined;
  /** Scrolls to a row and puts the focus on it. */
  focus: (id: string) => void;
  /** Shows or hides what a row's group has gathered. */
  unfold: (row: Target["row"], isOpen: boolean) => void;
  select: (id: string | null) => void;
  close: () => void;
}

/** The inbox by keyboard alone. What is marked is meant, else the row with the focus, else what is open. */
export function useInboxKeys({ listed, selection, selected, focus, unfold, select, close }: Keys): void {
  const { slug } = useSession().workspace;
  const markAllRead = useMarkAllRead(slug);
  const triage = useTriage();
  const last = useRef<string | null>(null);
  const find = (id: string | null) => listed.find(({ row }) => row.id === id);

  const move = (by: 1 | -1) => {
    const at = listed.findIndex(({ row }) => row.id === (focusedRow() ?? selected?.row.id ?? last.current));
    const next = listed[at < 0 ? 0 : Math.min(Math.max(at + by, 0), listed.length - 1)];
    if (!next) return;
    last.current = next.row.id;
    focus(next.row.id);
    if (selected) select(next.row.id);
  };
  const meant = () => {
    const focused = find(focusedRow()) ?? selected;
    return selection.targets.length > 0 ? selection.targets : focused ? [focused] : [];
  };
  const hiding = (act: (targets: Target[]) => void) => () => {
    const targets = meant();
    if (targets.length === 0) return;
    act(targets);
    selection.clear();
  };
  const withFocused = (act: (id: string) => void) => () => {
    const id = focusedRow();
    if (find(id) && id) act(id);
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    x: withFocused(selection.toggle),
    X: withFocused(selection.extend),
    e: hiding((targets) => {
      const isArchived = targets.every(({ row }) => stateOf(row) === "archived");
      if (isArchived) triage.bringBack(targets);
      else triage.archive(targets);
    }),
    s: () => meant().length > 0 && triage.snooze(meant()),
    m: () => meant().length > 0 && triage.mute(meant()),
    "#": hiding(triage.remove),
    u: () => triage.setRead(meant(), meant().some(hasUnread)),
    A: markAllRead,
    ArrowRight: withFocused((id) => unfold(find(id)?.row as Target["row"], true)),
    ArrowLeft: withFocused((id) => unfold(find(id)?.row as Target["row"], false)),
    esc: () => {
      if (selection.targets.length > 0) selection.clear();
      else if (selected) close();
    },
  });
}
