"use client";

import { useSession } from "@/components/session/session";
import { Dialog } from "@/components/ui/dialog";
import { Choice, Field, TextArea } from "@/components/ui/field";
import { useForm } from "@/components/ui/form";
import { FormFooter } from "@/components/ui/form-footer";
import { DESTINATION_CHANNELS, type DestinationChannel } from "@/db/enums";
import { useSlack } from "@/lib/integrations/client";
import { useSaveDestination } from "@/lib/notifications/destinations/client";
import type { Destination, ShareableType } from "@/lib/notifications/destinations/contract";
import { EventToggles } from "./event-toggles";
import { KINDS } from "./labels";

const LABELS = {
  channel: "Kind",
  name: "Name",
  target: "Address",
  emailAddresses: "Addresses",
  eventsEnabled: "Events",
};
const IN_ORDER = Object.keys(KINDS) as DestinationChannel[];

interface Props {
  config: Destination | "new" | null;
  types: ShareableType[];
  close: () => void;
}

/** Adds a destination, or changes one; its kind stays. */
export function DestinationDialog({ config, types, close }: Props) {
  return (
    <Dialog
      open={config !== null}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={config === "new" ? "New destination" : `Edit ${config?.name ?? ""}`}
      isKept
      className="overflow-y-auto!"
    >
      {config && <Form config={config === "new" ? null : config} types={types} close={close} />}
    </Dialog>
  );
}

function Form({ config, types, close }: { config: Destination | null; types: ShareableType[]; close: () => void }) {
  const { workspace } = useSession();
  const { mutateAsync } = useSaveDestination(workspace.slug);
  const form = useForm(keptOf(config, types), LABELS, async (typed) => {
    const channel = typed.channel ?? config?.channel ?? "slack_webhook";
    const { target, emailAddresses, ...words } = typed;
    // What was typed for another kind before the kind was changed is not this one's.
    const place = channel === "email" ? { emailAddresses } : { target };
    await mutateAsync({ id: config?.id ?? null, words: { name: config?.name ?? "", ...words, channel, ...place } });
    close();
  });
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit} className="grid grid-cols-1 gap-5 px-5 pb-5">
      {!config && (
        <Choice label="Kind" value={values.channel} onText={(text) => set("channel", text as DestinationChannel)}>
          {IN_ORDER.filter((channel) => DESTINATION_CHANNELS.includes(channel)).map((channel) => (
            <option key={channel} value={channel}>
              {KINDS[channel].name}
            </option>
          ))}
        </Choice>
      )}
      <Field
        label="Name"
        hint="What it is called here: “#deploys”"
        value={values.name}
        problem={problems.name}
        onText={(text) => set("name", text)}
      />
      <Place form={form} config={config} />
      <EventToggles
        types={types}
        value={values.eventsEnabled}
        problem={problems.eventsEnabled}
        onChange={(keys) => set("eventsEnabled", keys)}
      />
      <FormFooter
        problem={problems[""]}
        isSaving={form.isSaving}
        isReady={form.isDirty}
        save={config ? "Save" : "Add destination"}
        close={close}
      />
    </form>
  );
}

type Values = ReturnType<typeof keptOf>;

const keptOf = (config: Destination | null, types: ShareableType[]) => ({
  channel: config?.channel ?? ("slack_webhook" as DestinationChannel),
  name: config?.name ?? "",
  /** Never shown again: empty keeps it. */
  target: "",
  emailAddresses: config?.emailAddresses.join(", ") ?? "",
  eventsEnabled: types.map(({ key }) => key).filter((key) => !config || config.eventsEnabled.includes(key)),
});

interface PlaceProps {
  form: Pick<ReturnType<typeof useForm<Values>>, "values" | "set" | "problems">;
  config: Destination | null;
}

/** Where it leads. */
function Place({ form: { values, set, problems }, config }: PlaceProps) {
  const { target, hint, placeholder } = KINDS[values.channel];
  const props = { label: target, spellCheck: false, autoCapitalize: "none", autoComplete: "off", placeholder };
  if (values.channel === "email") {
    return (
      <TextArea
        {...props}
        hint={hint}
        rows={2}
        value={values.emailAddresses}
        problem={problems.emailAddresses}
        onText={(text) => set("emailAddresses", text)}
      />
    );
  }
  return (
    <div className="grid gap-2">
      <Field
        {...props}
        placeholder={config ? config.target : placeholder}
        hint={config ? "Leave it empty to keep the one it has." : hint}
        value={values.target}
        problem={problems.target}
        onText={(text) => set("target", text)}
      />
      {values.channel === "slack_channel" && <NotConnected />}
    </div>
  );
}

function NotConnected() {
  const { workspace } = useSession();
  const { data } = useSlack(workspace.slug);
  if (!data || data.connection?.state === "active") return null;
  return <p className="text-sm text-amber">Slack is not connected yet: connect it below, or nothing will arrive.</p>;
}
