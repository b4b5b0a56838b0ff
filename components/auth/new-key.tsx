"use client";

import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Dialog } from "@/components/ui/dialog";
import { Choice, Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { SCOPES, type Scope } from "@/db/enums";
import { useCreateApiKey } from "@/lib/auth/client";
import { useForm } from "../ui/form";
import { KeyOnce, type MadeKey } from "./key-once";
import { SCOPE_LABELS } from "./scopes";

const LABELS = { name: "Name", scopes: "What it may do", expiresInDays: "Expiry" };
const BLANK: { name: string; scopes: Scope[]; expiresInDays: number | null } = {
  name: "",
  scopes: ["events:write"],
  expiresInDays: null,
};
const EXPIRIES = [
  { days: 30, words: "In 30 days" },
  { days: 90, words: "In 90 days" },
  { days: 365, words: "In a year" },
];

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Makes a key, then shows it, once. */
export function NewKey({ open, onOpenChange }: Props) {
  const [made, setMade] = useState<MadeKey | null>(null);
  const change = (next: boolean) => {
    onOpenChange(next);
    // Not before it is out of sight; and then the page forgets it.
    if (!next) setMade(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made ? "Copy it now" : "New API key"}
      isKept={made !== null}
      className="overflow-y-auto!"
    >
      {made ? (
        <KeyOnce made={made} close={() => change(false)} />
      ) : (
        <Form onMade={setMade} close={() => change(false)} />
      )}
    </Dialog>
  );
}

function Form({ onMade, close }: { onMade: (made: MadeKey) => void; close: () => void }) {
  const { workspace } = useSession();
  const { mutateAsync } = useCreateApiKey(workspace.slug);
  const form = useForm(BLANK, LABELS, async (typed) => onMade(await mutateAsync({ ...BLANK, ...typed })));
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit} className="grid grid-cols-1 gap-5 px-5 pb-5">
      <Field
        label="Name"
        hint="What uses it: “Deploy pipeline”"
        value={values.name}
        problem={problems.name}
        onText={(text) => set("name", text)}
      />
      <ScopeBoxes value={values.scopes} problem={problems.scopes} onChange={(scopes) => set("scopes", scopes)} />
      <Choice
        label="Expiry"
        value={String(values.expiresInDays ?? "")}
        problem={problems.expiresInDays}
        onText={(text) => set("expiresInDays", Number(text) || null)}
        className="sm:w-52"
      >
        <option value="">Never</option>
        {EXPIRIES.map(({ days, words }) => (
          <option key={days} value={days}>
            {words}
          </option>
        ))}
      </Choice>
      <FormFooter
        problem={problems[""]}
        isSaving={form.isSaving}
        isReady={values.name !== ""}
        save="Create key"
        saving="Creating…"
        close={close}
      />
    </form>
  );
}

interface BoxesProps {
  value: Scope[];
  problem: string | undefined;
  onChange: (scopes: Scope[]) => void;
}

function ScopeBoxes({ value, problem, onChange }: BoxesProps) {
  const toggle = (scope: Scope, isOn: boolean) =>
    onChange(SCOPES.filter((one) => (one === scope ? isOn : value.includes(one))));
  return (
    <fieldset>
      <legend className="mb-1 font-semibold">What it may do</legend>
      {SCOPES.map((scope) => (
        <label key={scope} className="flex min-h-7 items-center gap-2.5">
          <input
            type="checkbox"
            checked={value.includes(scope)}
            aria-invalid={problem !== undefined}
            onChange={(event) => toggle(scope, event.target.checked)}
            className="size-4"
          />
          <span className="first-letter:uppercase">{SCOPE_LABELS[scope]}</span>
          <code className="text-xs text-ink-2">{scope}</code>
        </label>
      ))}
      <p role="alert" className="text-sm text-rose">
        {problem}
      </p>
    </fieldset>
  );
}
