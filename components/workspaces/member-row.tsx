"use client";

import { useEffect, useRef, useState } from "react";
import { useSession } from "@/components/session/session";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Select } from "@/components/ui/field";
import type { Role } from "@/db/enums";
import { useChangeRole, useRemoveMember } from "@/lib/workspaces/client";
import type { Member } from "@/lib/workspaces/contract";
import { mayManage, rolesGivenBy } from "@/lib/workspaces/permissions";
import { Row, Tag } from "../ui/row";
import { ROLE_DESCRIPTIONS, ROLE_NAMES, RoleOptions } from "./roles";

/** One member; for those above them, their role to change and a way to remove them. */
export function MemberRow({ member }: { member: Member }) {
  const { user, workspace } = useSession();
  const isMe = member.userId === user.id;
  const canManage = mayManage(workspace.role, member.role);
  return (
    <Row
      mark={<Avatar name={member.name} picture={member.pictureUrl} className="size-8! text-[0.6875rem]!" />}
      title={
        <>
          {member.name} {isMe && <Tag>You</Tag>}
        </>
      }
      detail={[`@${member.handle}`, member.title, member.email].filter(Boolean).join(" · ")}
      actions={
        <>
          {canManage ? (
            <RoleSelect member={member} isMe={isMe} />
          ) : (
            <span className="px-2.5 text-ink-2">{ROLE_NAMES[member.role]}</span>
          )}
          {canManage && !isMe && <RemoveButton member={member} />}
        </>
      }
    />
  );
}

/** A new role for oneself is asked about: it may be the last thing this page lets one do. */
function RoleSelect({ member, isMe }: { member: Member; isMe: boolean }) {
  const { workspace } = useSession();
  const change = useChangeRole(workspace.slug);
  const [wished, setWished] = useState<Role | null>(null);
  const select = useRef<HTMLSelectElement>(null);
  // Chosen before the page's own code had come, and so not heard: shown as it is.
  useEffect(() => {
    if (select.current) select.current.value = member.role;
  }, [member.role]);
  const give = (role: Role) => change.mutate({ userId: member.userId, role });
  return (
    <>
      <Select
        ref={select}
        aria-label={`Role of ${member.name}`}
        className="h-8 w-28"
        value={member.role}
        onChange={(event) => {
          const role = event.target.value as Role;
          if (isMe) setWished(role);
          else give(role);
        }}
      >
        <RoleOptions roles={rolesGivenBy(workspace.role)} />
      </Select>
      <Confirm
        open={wished !== null}
        onOpenChange={(open) => !open && setWished(null)}
        title={`Make yourself ${wished ? ROLE_NAMES[wished].toLowerCase() : ""}?`}
        action="Change my role"
        onConfirm={() => wished && give(wished)}
      >
        <p>
          You may then {ROLE_DESCRIPTIONS[wished ?? "member"]}. Only somebody with your present role can give it back.
        </p>
      </Confirm>
    </>
  );
}

function RemoveButton({ member }: { member: Member }) {
  const { workspace } = useSession();
  const remove = useRemoveMember(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" aria-label={`Remove ${member.name}`} onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Remove ${member.name} from ${workspace.name}?`}
        action={`Remove ${member.name.split(/\s+/)[0]}`}
        onConfirm={() => remove.mutate(member.userId)}
      >
        <p>
          They lose access at once: their open pages close, and nothing more from here reaches them, by mail or
          otherwise.
        </p>
        <p>Their account and their other workspaces stay. To have them back, invite {member.email} again.</p>
      </Confirm>
    </>
  );
}
