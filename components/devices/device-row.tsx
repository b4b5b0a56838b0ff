"use client";

import { Globe, Laptop, Smartphone, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { Platform } from "@/db/enums";
import { useRemoveDevice, useRenameDevice, useTestDevice } from "@/lib/notifications/devices/client";
import type { Device } from "@/lib/notifications/devices/contract";
import { Ago } from "../session/dates";
import { useForm } from "../ui/form";
import { Row, Tag, Tile } from "../ui/row";
import { deviceOf } from "./device";

const ICONS = { computer: Laptop, phone: Smartphone, program: SquareTerminal, unknown: Globe };
const APPS: Record<Exclude<Platform, "web">, string> = { ios: "The iOS app", android: "The Android app" };

interface Props {
  device: Device;
  isHere: boolean;
}

/** One device: what it is, a test of it, its name, and its end. */
export function DeviceRow({ device, isHere }: Props) {
  const { words, kind } = deviceOf(device.userAgent);
  const Icon = device.platform === "web" ? ICONS[kind] : Smartphone;
  const what = device.platform === "web" ? words : APPS[device.platform];
  const test = useTestDevice();
  return (
    <Row
      mark={
        <Tile>
          <Icon />
        </Tile>
      }
      title={
        <>
          {device.name}
          {isHere && <Tag tone="moss">This browser</Tag>}
          {!device.isReachable && <Tag tone="amber">Not reachable</Tag>}
        </>
      }
      detail={
        <>
          {what === device.name ? "Seen" : `${what} · seen`} <Ago at={device.lastSeenAt} />
          {!device.isReachable && (
            <span className="block">Its push service says it has ended. Open Belfry there to turn it on again.</span>
          )}
          <span role="status" className={test.data?.success ? "block text-moss" : "block text-rose"}>
            {test.isPending ? "" : (test.data?.message ?? test.error?.message)}
          </span>
        </>
      }
      actions={
        <>
          <Button
            aria-label={`Send a test to ${device.name}`}
            aria-disabled={test.isPending}
            onClick={() => test.isPending || test.mutate(device.id)}
          >
            {test.isPending ? "Sending…" : "Test"}
          </Button>
          <Rename device={device} />
          <Remove device={device} isHere={isHere} />
        </>
      }
    />
  );
}

function Rename({ device: { id, name } }: { device: Device }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" aria-label={`Rename ${name}`} onClick={() => setOpen(true)}>
        Rename
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen} title="Rename this device">
        <NameForm id={id} name={name} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function NameForm({ id, name, close }: { id: string; name: string; close: () => void }) {
  const { mutateAsync } = useRenameDevice();
  const form = useForm({ name }, { name: "Name" }, async (typed) => {
    await mutateAsync({ id, name, ...typed });
    close();
  });
  return (
    <form noValidate onSubmit={form.submit} className="grid gap-5 px-5 pb-5">
      <Field
        label="Name"
        hint="As you would call it: “Work laptop”"
        value={form.values.name}
        problem={form.problems.name ?? form.problems[""]}
        onText={(text) => form.set("name", text)}
      />
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button
          type="submit"
          look="primary"
          aria-disabled={form.isSaving || !form.isDirty}
          className="aria-disabled:opacity-50"
        >
          {form.isSaving ? "Saving…" : "Save"}
        </Button>
      </div>
    </form>
  );
}

function Remove({ device: { id, name }, isHere }: Props) {
  const [isAsking, setAsking] = useState(false);
  const remove = useRemoveDevice();
  return (
    <>
      <Button look="quiet" aria-label={`Remove ${name}`} onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Remove ${name}?`}
        action="Remove device"
        onConfirm={() => remove.mutate(id)}
      >
        <p>
          Nothing is sent to it any more, from now on. Your inbox stays as it is
          {isHere ? ", and you can turn notifications on here again." : "; on that device they can be turned on again."}
        </p>
      </Confirm>
    </>
  );
}
