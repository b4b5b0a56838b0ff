"use client";

import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { useSwitchOff } from "@/lib/notifications/preferences/client";
import { toast } from "@/lib/toast";
import { useMuteSubjects } from "./mute";

/** Under the reasons why it came: the two ways to hear less of it, from the setUrlFilters to the wide. */
export function MuteOptions({ row }: { row: Notification }) {
  const muteSubjects = useMuteSubjects();
  return (
    <div className="mt-3 -ml-3.25 flex flex-wrap gap-1">
      {row.subject && (
        <Button look="quiet" onClick={() => muteSubjects([row])}>
          Mute this subject
        </Button>
      )}
      <SwitchOff type={row.type} label={row.label} />
    </div>
  );
}

function SwitchOff({ type, label }: { type: string; label: string }) {
  const { workspace } = useSession();
  const switchOff = useSwitchOff(workspace.slug);
  const act = async () => {
    const { takeBack, isKept } = await switchOff(type);
    const undo = () => takeBack().catch((error: Error) => toast.error(`“${label}” is still off. ${error.message}`));
    const told = isKept
      ? `“${label}” comes to your inbox alone: it is too important to be switched off everywhere.`
      : `“${label}” is off, whatever it is about.`;
    toast(told, { action: { label: "Undo", onClick: () => void undo() } });
  };
  return (
    <Button
      look="quiet"
      onClick={() => void act().catch((error: Error) => toast.error(`Not switched off. ${error.message}`))}
    >
      No more “{label}”
    </Button>
  );
}
