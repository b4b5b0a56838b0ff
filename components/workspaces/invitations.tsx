"use client";

import { Mail } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useInvitations, useResendInvitation, useRevokeInvitation } from "@/lib/workspaces/client";
import type { Invitation } from "@/lib/workspaces/invitations-contract";
import { Ago, Day } from "../session/dates";
import { Group } from "../ui/group";
import { ListFailed } from "../ui/list-states";
import { Row, Rows, Tag, Tile } from "../ui/row";
import { ROLE_NAMES } from "./roles";

/** Who has been invited and has not come yet; nothing where there is nobody. */
export function Invitations() {
  const { workspace } = useSession();
  const { data, error, refetch } = useInvitations(workspace.slug);
  if (error && !data) {
    return <ListFailed title="The invitations could not be fetched" error={error} retry={() => void refetch()} />;
  }
  if (!data || data.invitations.length === 0) return null;
  return (
    <Group title="Invited">
      <Rows label="Invitations">
        {data.invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </Rows>
    </Group>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { workspace } = useSession();
  const resend = useResendInvitation(workspace.slug);
  const { email, role, invitedBy, createdAt } = invitation;
  return (
    <Row
      mark={
        <Tile>
          <Mail />
        </Tile>
      }
      title={
        <>
          {email} <StateTag invitation={invitation} />
        </>
      }
      detail={
        <>
          {ROLE_NAMES[role]} · invited {invitedBy && `by ${invitedBy} `}
          <Ago at={createdAt} /> · <Outlook invitation={invitation} />
        </>
      }
      actions={
        <>
          <Button
            aria-label={`Send the mail to ${email} again`}
            aria-disabled={resend.isPending}
            onClick={() => !resend.isPending && resend.mutate(invitation.id)}
          >
            {resend.isPending ? "Sending…" : "Send again"}
          </Button>
          <RevokeButton invitation={invitation} />
        </>
      }
    />
  );
}

function StateTag({ invitation: { state, isExpired } }: { invitation: Invitation }) {
  if (isExpired) return <Tag tone="amber">Expired</Tag>;
  if (state === "failed") return <Tag tone="rose">Not mailed</Tag>;
  return state === "pending" ? <Tag>Mail on its way</Tag> : null;
}

function Outlook({ invitation: { state, isExpired, lastError, expiresAt } }: { invitation: Invitation }) {
  if (state === "failed" && !isExpired) return lastError ?? "the mail was refused";
  return (
    <>
      {isExpired ? "ran out" : "works until"} <Day at={expiresAt} />
    </>
  );
}

function RevokeButton({ invitation: { id, email } }: { invitation: Invitation }) {
  const { workspace } = useSession();
  const revoke = useRevokeInvitation(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" aria-label={`Take back the invitation of ${email}`} onClick={() => setAsking(true)}>
        Take back
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Take back the invitation of ${email}?`}
        action="Take it back"
        onConfirm={() => revoke.mutate(id)}
      >
        <p>The link in their mail stops working at once. You can invite them again at any time.</p>
      </Confirm>
    </>
  );
}
