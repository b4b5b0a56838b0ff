"use client";

import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useHotkeys } from "@/components/session/hotkeys";
import { useSession } from "@/components/session/session";
import { DialogOnDemand } from "@/components/ui/dialog-on-demand";
import { OnDemand } from "@/components/ui/on-demand";
import { type Change, type Target, useInboxAction } from "@/lib/notifications/inbox/client";
import { toast } from "@/lib/toast";
import { failedMessage } from "./action-messages";
import { useMuteSubjects } from "./mute";
import { focusBeside } from "./row-focus";
import { hasUnread } from "./subject";
import { type Triage, TriageContext } from "./triage";
import { useUndo } from "./undo";

const SNOOZE_DIALOG = new OnDemand(async () => (await import("./snooze-dialog")).SnoozeDialog);

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
