"use client";

import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import { useSession } from "@/components/session/session";
import { useShortcuts } from "@/components/session/shortcuts";
import { DialogOnDemand } from "@/components/ui/dialog-on-demand";
import { OnDemand } from "@/components/ui/on-demand";
import { type Change, makeEdit, type Target, useInboxAction } from "@/lib/notifications/inbox/client";
import { toast } from "@/lib/toast";
import { failedMessage } from "./action-messages";
import { useMuteSubjects } from "./mute";
import { focusBeside } from "./row-focus";
import { hasUnread } from "./subject";
import { useUndo } from "./undo";

const SNOOZE_DIALOG = new OnDemand(async () => (await import("./snooze-dialog")).SnoozeDialog);

/** What can be done to notifications, from a row, a menu, a bar or by key: always the same. */
export interface Triage {
  setRead: (targets: Target[], read: boolean) => void;
  /** What is not loaded, too. */
  markAllRead: () => void;
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

const TriageContext = createContext<Triage | null>(null);

export function useTriage(): Triage {
  const triage = use(TriageContext);
  if (!triage) throw new Error("useTriage needs a TriageProvider above it.");
  return triage;
}

/** Does what is done to notifications, anywhere on the page, and offers to undo what hides any. */
export function TriageProvider({ children }: { children: ReactNode }) {
  const { workspace } = useSession();
  const act = useInboxAction(workspace.slug, (edit, { message }) => {
    withdraw(edit);
    toast.error(`${failedMessage(edit)} ${message}`);
  });
  const { offer, withdraw, undo } = useUndo(act);
  const muteSubjects = useMuteSubjects();
  const [snoozing, setSnoozing] = useState<Target[]>([]);
  const listeners = useRef(new Set<(ids: ReadonlySet<string>) => void>());

  const hide = useCallback(
    (targets: Target[], change: Change) => {
      if (targets.length === 0) return;
      const ids = new Set(targets.map(({ row }) => row.id));
      focusBeside(ids);
      for (const listener of listeners.current) listener(ids);
      const edit = makeEdit(targets, change);
      act(edit);
      offer(edit);
    },
    [act, offer],
  );
  const triage = useMemo<Triage>(
    () => ({
      setRead: (targets, read) => {
        const changing = targets.filter((target) => hasUnread(target) === read);
        // Of a group that was read, its latest is unread again: nobody means the whole of it.
        const which = read ? changing : changing.map(({ row }) => ({ row, whole: false }));
        if (which.length > 0) act(makeEdit(which, { read }));
      },
      markAllRead: () => act(makeEdit("all", { read: true })),
      archive: (targets) => hide(targets, { archived: true }),
      bringBack: (targets) => {
        const isArchived = targets.some(({ row }) => row.archivedAt);
        hide(targets, isArchived ? { archived: false } : { snoozedUntil: null });
      },
      remove: (targets) => hide(targets, { deleted: true }),
      snooze: setSnoozing,
      mute: (targets) => muteSubjects(targets.map(({ row }) => row)),
      undo,
      beforeHiding: (callback) => {
        listeners.current.add(callback);
        return () => listeners.current.delete(callback);
      },
    }),
    [act, hide, muteSubjects, undo],
  );
  useShortcuts("undo", { undo });
  return (
    <TriageContext value={triage}>
      {children}
      <DialogOnDemand
        code={SNOOZE_DIALOG}
        open={snoozing.length > 0}
        onOpenChange={(open) => open || setSnoozing([])}
        targets={snoozing}
        choose={(until) => hide(snoozing, { snoozedUntil: until })}
      />
    </TriageContext>
  );
}
