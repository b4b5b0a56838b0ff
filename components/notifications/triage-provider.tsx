"use client";

import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { useHotkeys } from "@/components/session/hotkeys";
import { useSession } from "@/components/session/session";
import { type Change, type Target, useInboxAction } from "@/lib/notifications/inbox/client";
import { failedMessage } from "./action-messages";
import { useMuteSubjects } from "./mute";
import { focusBeside } from "./row-focus";
import { SnoozeDialog } from "./snooze-dialog";
import { hasUnread } from "./subject";
import { type Triage, TriageContext } from "./triage";
import { useUndo } from "./undo";

/** Does what is done to notifications, anywhere on the page, and offers to take back what hides any. */
export function TriageProvider({ children }: { children: ReactNode }) {
  const { workspace } = useSession();
  const take = useInboxAction(workspace.slug, (step, { message }) => {
    withdraw(step);
    toast.error(`${failedMessage(step)} ${message}`);
  });
  const { offer, withdraw, undo } = useUndo(take);
  const muteSubjects = useMuteSubjects();
  const [snoozing, setSnoozing] = useState<Target[]>([]);
  const listeners = useRef(new Set<(ids: ReadonlySet<string>) => void>());

  const hide = useCallback(
    (targets: Target[], change: Change) => {
      if (targets.length === 0) return;
      const ids = new Set(targets.map(({ row }) => row.id));
      focusBeside(ids);
      for (const listener of listeners.current) listener(ids);
      const step = { edit: { targets, change } };
      take(step);
      offer(step);
    },
    [take, offer],
  );
  const triage = useMemo<Triage>(
    () => ({
      setRead: (targets, read) => {
        const changing = targets.filter((target) => hasUnread(target) === read);
        // Of a group that was read, its latest is unread again: nobody means the whole of it.
        const which = read ? changing : changing.map(({ row }) => ({ row, whole: false }));
        if (which.length > 0) take({ edit: { targets: which, change: { read } } });
      },
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
    [take, hide, muteSubjects, undo],
  );
  useHotkeys({ z: undo });
  return (
    <TriageContext value={triage}>
      {children}
      <SnoozeDialog
        targets={snoozing}
        close={() => setSnoozing([])}
        choose={(until) => hide(snoozing, { snoozedUntil: until })}
      />
    </TriageContext>
  );
}
