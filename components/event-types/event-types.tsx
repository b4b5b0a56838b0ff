"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { IconTile } from "@/components/notifications/icon-tile";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Switch } from "@/components/ui/switch";
import { CATEGORIES, ROLES, type Role } from "@/db/enums";
import { CATEGORY_LABELS, CHANNEL_LABELS } from "@/lib/notifications/constants";
import { useEventTypes, useRemoveEventType, useRollOut } from "@/lib/notifications/event-types/client";
import type { EventType } from "@/lib/notifications/event-types/contract";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Row, Rows, Tag } from "../ui/row";
import { ROLE_NAMES } from "../workspaces/roles";
import { EventTypeDialog } from "./event-type-dialog";

/** Every kind of event the workspace knows, by category; its own can be added, all can be changed. */
export function EventTypes() {
  const { workspace } = useSession();
  const { data, error, refetch } = useEventTypes(workspace.slug);
  const [edited, setEdited] = useState<EventType | "new" | null>(null);
  if (!data && error)
    return <ListFailed title="The types could not be fetched" error={error} retry={() => void refetch()} />;
  if (!data) return <RowsSkeleton what="Fetching the event types" rows={8} />;
  return (
    <>
      <div className="mb-8 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <p className="max-w-[62ch] text-ink-2">
          What services can tell of, and how it reaches people who have chosen nothing themselves. A type that is
          switched off here reaches only those who ask for it in their preferences.
        </p>
        <Button look="primary" onClick={() => setEdited("new")}>
          <Plus aria-hidden="true" />
          New type
        </Button>
      </div>
      {CATEGORIES.map((category) => {
        const types = data.types.filter((type) => type.category === category);
        return types.length === 0 ? null : (
          <Group key={category} title={CATEGORY_LABELS[category]}>
            <Rows label={`Types of ${CATEGORY_LABELS[category]}`}>
              {types.map((type) => (
                <TypeRow key={type.key} type={type} edit={() => setEdited(type)} />
              ))}
            </Rows>
          </Group>
        );
      })}
      <EventTypeDialog type={edited} close={() => setEdited(null)} />
    </>
  );
}

function TypeRow({ type, edit }: { type: EventType; edit: () => void }) {
  const { workspace } = useSession();
  const rollOut = useRollOut(workspace.slug);
  const { key, label, icon, tone, origin, rollout, critical } = type;
  return (
    <Row
      mark={<IconTile icon={icon} tone={tone} />}
      title={
        <>
          {label} {origin === "own" && <Tag tone="moss">Yours</Tag>}
          {origin === "changed" && <Tag>Changed</Tag>}
          {critical && <Tag tone="amber">Critical</Tag>}
        </>
      }
      detail={
        <>
          <code className="text-ink">{key}</code> · {detailOf(type)}
        </>
      }
      actions={
        <>
          <Switch
            aria-label={`${label} reaches people without their asking`}
            value={rollout === "on"}
            disabled={critical}
            onChange={(isOn) => rollOut.mutate({ key, rollout: isOn ? "on" : "off" })}
            className="mr-1.5 disabled:opacity-50"
          />
          <Button aria-label={`Edit ${label}`} onClick={edit}>
            Edit
          </Button>
          {origin !== "catalogue" && <RemoveButton type={type} />}
        </>
      }
    />
  );
}

/** `Inbox, Email, to admins; may be shared`. */
function detailOf({ channels, recipients, shareable }: EventType): string {
  const by = channels.length > 0 ? channels.map((channel) => CHANNEL_LABELS[channel]).join(", ") : "By nothing";
  return `${by}, to ${peopleOf(recipients)}${shareable ? "; may be shared" : ""}`;
}

/** Who is above another may do what that one may, and is one of them. */
function peopleOf(roles: Role[]): string {
  const lowest = ROLES.findLast((role) => roles.includes(role));
  if (!lowest) return "whom the sender names";
  const isAllAbove = ROLES.slice(0, ROLES.indexOf(lowest)).every((role) => roles.includes(role));
  if (lowest === "guest" && isAllAbove) return "everybody";
  return isAllAbove ? namesOf([lowest]) : namesOf(roles);
}

const namesOf = (roles: Role[]) => roles.map((role) => `${ROLE_NAMES[role].toLowerCase()}s`).join(", ");

function RemoveButton({ type: { key, label, origin } }: { type: EventType }) {
  const { workspace } = useSession();
  const remove = useRemoveEventType(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  const isOwn = origin === "own";
  return (
    <>
      <Button aria-label={`${isOwn ? "Remove" : "Put back"} ${label}`} look="quiet" onClick={() => setAsking(true)}>
        {isOwn ? "Remove" : "Put back"}
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={isOwn ? `Remove ${label}?` : `Put ${label} back as it was?`}
        action={isOwn ? "Remove type" : "Put back"}
        onConfirm={() => remove.mutate(key)}
      >
        {isOwn ? (
          <p>
            The next event of the type <code>{key}</code> is refused. What has been sent stays in people’s inboxes.
          </p>
        ) : (
          <p>Its name, channels and recipients are the catalogue’s again. What people chose themselves stays.</p>
        )}
      </Confirm>
    </>
  );
}
