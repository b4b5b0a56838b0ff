"use client";

import { useRef } from "react";
import { useShortcuts } from "@/components/session/shortcuts";
import { stateOf, type Target } from "@/lib/notifications/inbox/client";
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

/** The inbox by keyboard alone. Keys act on what is selected, else on the row with the focus, else on what is open. */
export function useInboxKeys({ listed, selection, selected, focus, unfold, select, close }: Keys): void {
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
  const on = (act: (targets: Target[]) => void) => () => {
    const focused = find(focusedRow()) ?? selected;
    const targets = selection.targets.length > 0 ? selection.targets : focused ? [focused] : [];
    if (targets.length > 0) act(targets);
  };
  const hiding = (act: (targets: Target[]) => void) =>
    on((targets) => {
      act(targets);
      selection.clear();
    });
  const onFocused = (act: (row: Target["row"]) => void) => () => {
    const focused = find(focusedRow());
    if (focused) act(focused.row);
  };
  useShortcuts("inbox", {
    next: () => move(1),
    previous: () => move(-1),
    select: onFocused(({ id }) => selection.toggle(id)),
    selectUpTo: onFocused(({ id }) => selection.extend(id)),
    archive: hiding((targets) => {
      const isArchived = targets.every(({ row }) => stateOf(row) === "archived");
      if (isArchived) triage.bringBack(targets);
      else triage.archive(targets);
    }),
    snooze: on(triage.snooze),
    mute: on(triage.mute),
    delete: hiding(triage.remove),
    toggleRead: on((targets) => triage.setRead(targets, targets.some(hasUnread))),
    markAllRead: triage.markAllRead,
    unfold: onFocused((row) => unfold(row, true)),
    fold: onFocused((row) => unfold(row, false)),
    close: () => {
      if (selection.targets.length > 0) selection.clear();
      else if (selected) close();
    },
  });
}
