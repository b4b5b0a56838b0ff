"use client";

import { Pencil, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { Ago } from "@/components/session/dates";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { Row, Tag, Tile } from "@/components/ui/row";
import { Switch } from "@/components/ui/switch";
import {
  useRemoveDestination,
  useSwitchDestination,
  useTestDestination,
} from "@/lib/notifications/destinations/client";
import type { Destination, ShareableType } from "@/lib/notifications/destinations/contract";
import { KINDS } from "./labels";

interface Props {
  config: Destination;
  types: ShareableType[];
  edit: () => void;
}

/** One destination: what it is, how it is doing, and what can be done. */
export function DestinationRow({ config, types, edit }: Props) {
  const { workspace } = useSession();
  const { id, name, channel, isActive, health } = config;
  const toggle = useSwitchDestination(workspace.slug);
  const test = useTestDestination(workspace.slug);
  const Icon = KINDS[channel].icon;
  return (
    <Row
      mark={
        <Tile>
          <Icon />
        </Tile>
      }
      title={
        <>
          {name} {!isActive && <Tag>Off</Tag>}{" "}
          {isActive && health.state === "failing" && <Tag tone="rose">Failing</Tag>}
        </>
      }
      detail={
        <>
          <Facts config={config} types={types} />
          <Health health={health} />
          <p role="status" className={test.data?.success ? "text-moss" : "text-rose"}>
            {test.isPending ? null : (test.data?.message ?? test.error?.message)}
          </p>
        </>
      }
      actions={
        <>
          <Button aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate(id)}>
            <Send aria-hidden="true" />
            {test.isPending ? "Testing…" : "Test"}
            <span className="sr-only">{name}</span>
          </Button>
          <IconButton label={`Edit ${name}`} onClick={edit}>
            <Pencil aria-hidden="true" />
          </IconButton>
          <RemoveButton config={config} />
          <Switch
            className="ml-1.5"
            aria-label={`${name} is on`}
            value={isActive}
            onChange={(next) => toggle.mutate({ id, isActive: next })}
          />
        </>
      }
    />
  );
}

function Facts({ config: { channel, target, emailAddresses, eventsEnabled }, types }: Omit<Props, "edit">) {
  const on = types.filter(({ key }) => eventsEnabled.includes(key)).length;
  const [first, ...others] = emailAddresses;
  return (
    <>
      {KINDS[channel].name} · {channel === "email" ? first : <code className="text-ink">{target}</code>}
      {others.length > 0 && <span title={others.join(", ")}> and {others.length} more</span>} ·{" "}
      {on === types.length ? "every type" : on === 0 ? "no types" : `${on} of ${types.length} types`}
    </>
  );
}

function Health({ health: { state, lastError, lastErrorAt, lastSentAt } }: Pick<Destination, "health">) {
  if (state === "failing" && lastErrorAt) {
    return (
      <p className="text-rose">
        {lastError} <Ago at={lastErrorAt} />
      </p>
    );
  }
  return (
    <p>
      {lastSentAt ? (
        <>
          Last message taken <Ago at={lastSentAt} />
        </>
      ) : (
        "Nothing sent yet"
      )}
    </p>
  );
}

function RemoveButton({ config: { id, name } }: Pick<Props, "config">) {
  const { workspace } = useSession();
  const remove = useRemoveDestination(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <IconButton label={`Delete ${name}`} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden="true" />
      </IconButton>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Delete ${name}?`}
        action="Delete destination"
        onConfirm={() => remove.mutate(id)}
      >
        <p>Nothing more is sent there, and what still waits is cancelled. What was sent stays in the delivery log.</p>
        <p>Its address is forgotten: to use it again you need to paste it again. Switching it off keeps it.</p>
      </Confirm>
    </>
  );
}
