"use client";

import { useCallback } from "react";
import { useSession } from "@/components/session/session";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { useMute } from "@/lib/notifications/preferences/mutes-client";
import { toast } from "@/lib/toast";

type Subject = NonNullable<Notification["subject"]>;

/** Mutes the subjects of rows, says so, and offers to take it back. */
export function useMuteSubjects(): (rows: Notification[]) => void {
  const { workspace } = useSession();
  const mute = useMute(workspace.slug);
  return useCallback(
    (rows) => {
      const subjects = subjectsOf(rows);
      const [first] = rows;
      if (!first || subjects.length === 0) {
        toast("That one has no subject: nothing more can come of it.");
        return;
      }
      const what = subjects.length === 1 ? `the subject of “${first.title}”` : `${subjects.length} subjects`;
      const all = (isMuted: boolean) => Promise.all(subjects.map((subject) => mute({ subject, isMuted })));
      const undo = () =>
        all(false).catch((error: Error) => toast.error(`Still muted. Nothing is lost. ${error.message}`));
      all(true).then(
        () =>
          toast(`Muted ${what}. You hear nothing more of it.`, {
            action: { label: "Undo", onClick: () => void undo() },
          }),
        (error: Error) => toast.error(`Not muted. ${error.message}`),
      );
    },
    [mute],
  );
}

function subjectsOf(rows: Notification[]): Subject[] {
  const named = rows.flatMap(({ subject }) => (subject ? [[JSON.stringify(subject), subject] as const] : []));
  return [...new Map(named).values()];
}
