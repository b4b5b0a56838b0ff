"use client";

import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { toast } from "@/lib/toast";
import { useLeave } from "@/lib/workspaces/client";
import { Group } from "../ui/group";

/** The way out of this workspace. */
export function LeaveWorkspace() {
  const { user, workspace } = useSession();
  const [isAsking, setAsking] = useState(false);
  const leave = useLeave(workspace.slug);
  const go = () =>
    leave.mutate(user.id, {
      onSuccess: () => window.location.assign("/"),
      onError: (error) => toast.error(`You are still in ${workspace.name}. ${error.message}`),
    });
  return (
    <Group
      title={workspace.name}
      about={`Your role here is ${workspace.role}.`}
      action={
        <Button aria-disabled={leave.isPending} onClick={() => !leave.isPending && setAsking(true)}>
          {leave.isPending ? "Leaving…" : "Leave workspace"}
        </Button>
      }
    >
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Leave ${workspace.name}?`}
        action="Leave workspace"
        onConfirm={go}
      >
        <p>
          You lose access at once, on every device, and nothing more from here reaches you. Your account and your other
          workspaces stay.
        </p>
        <p>To come back, an administrator has to invite you again.</p>
      </Confirm>
    </Group>
  );
}
