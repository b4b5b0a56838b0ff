"use client";

import { useSession } from "@/components/session/session";
import { Dialog } from "@/components/ui/dialog";
import { Choice, Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { CATEGORIES, NOTIFICATION_CHANNELS, ROLES } from "@/db/enums";
import { CATEGORY_LABELS, CHANNEL_LABELS } from "@/lib/notifications/constants";
import { type TypeWords, useSaveEventType } from "@/lib/notifications/event-types/client";
import type { EventType } from "@/lib/notifications/event-types/contract";
import { CheckBoxes } from "../ui/check-boxes";
import { useForm } from "../ui/form";
import { ROLE_NAMES } from "../workspaces/roles";

const LABELS = {
  key: "Key",
  label: "Name",
  category: "Category",
  channels: "Channels",
  recipients: "Recipients",
  shareable: "Sharing",
};
type Typed = Required<Omit<TypeWords, "rollout">> & { key: string };
const BLANK: Typed = { key: "", label: "", category: "system", channels: ["in_app"], recipients: [], shareable: false };

/** Texts cost, and are for people to choose. */
const BY = NOTIFICATION_CHANNELS.filter((channel) => channel !== "sms").map((value) => ({
  value,
  label: CHANNEL_LABELS[value],
}));
const TO = ROLES.map((value) => ({ value, label: `${ROLE_NAMES[value]}s` }));

interface Props {
  type: EventType | "new" | null;
  close: () => void;
}

/** What a workspace says of a type: of a new one, one of its own, or one of the catalogue. */
export function EventTypeDialog({ type, close }: Props) {
  return (
    <Dialog
      open={type !== null}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={type === "new" ? "New event type" : (type?.label ?? "")}
      isKept
      className="overflow-y-auto!"
    >
      {type && <Form type={type} close={close} />}
    </Dialog>
  );
}

function Form({ type, close }: { type: EventType | "new"; close: () => void }) {
  const { workspace } = useSession();
  const { mutateAsync } = useSaveEventType(workspace.slug);
  const isNew = type === "new";
  const isOfCatalogue = !isNew && type.origin !== "own";
  const kept: Typed = isNew ? BLANK : { ...BLANK, ...wordsOf(type) };
  const form = useForm(kept, LABELS, async (typed) => {
    const { key, ...words } = isNew ? { ...BLANK, ...typed } : { ...typed, key: type.key };
    await mutateAsync({ key, isNew, words });
    close();
  });
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit} className="grid grid-cols-1 gap-5 px-5 pb-5">
      <Field
        label="Name"
        hint="What people read in their preferences: “Invoice overdue”"
        value={values.label}
        problem={problems.label}
        onText={(text) => set("label", text)}
      />
      {isNew && (
        <Field
          label="Key"
          hint="What a service sends as “type”; it stays: invoice.overdue"
          spellCheck={false}
          autoCapitalize="none"
          value={values.key}
          problem={problems.key}
          onText={(text) => set("key", text)}
        />
      )}
      {!isOfCatalogue && (
        <Choice
          label="Category"
          value={values.category}
          problem={problems.category}
          onText={(text) => set("category", text as Typed["category"])}
          className="sm:w-64"
        >
          {CATEGORIES.map((category) => (
            <option key={category} value={category}>
              {CATEGORY_LABELS[category]}
            </option>
          ))}
        </Choice>
      )}
      <CheckBoxes
        legend="Reaches people by"
        hint="Unless they have chosen otherwise themselves."
        options={BY}
        value={values.channels}
        problem={problems.channels}
        onChange={(channels) => set("channels", channels)}
      />
      <CheckBoxes
        legend="Goes to"
        hint="When the service names nobody. With none of them, it must."
        options={TO}
        value={values.recipients}
        problem={problems.recipients}
        onChange={(recipients) => set("recipients", recipients)}
      />
      {!isOfCatalogue && (
        <CheckBoxes
          legend="Sharing"
          options={[{ value: "shareable", label: "May go to shared places, such as a channel of your team’s chat" }]}
          value={values.shareable ? ["shareable"] : []}
          problem={problems.shareable}
          onChange={(chosen) => set("shareable", chosen.length > 0)}
        />
      )}
      <FormFooter
        problem={problems[""]}
        isSaving={form.isSaving}
        isReady={form.isDirty}
        save={isNew ? "Add type" : "Save"}
        close={close}
      />
    </form>
  );
}

function wordsOf({ key, label, category, channels, recipients, shareable }: EventType): Typed {
  return { key, label, category, channels, recipients, shareable };
}
