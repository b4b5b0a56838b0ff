"use client";

import { Button } from "@/components/ui/button";
import { useForm } from "@/components/ui/form";
import { Field } from "./field";

const LABELS = { name: "Your name", handle: "Your handle" };

interface Props {
  email: string;
  workspace: string;
  accept: (who: { name: string; handle: string }) => Promise<void>;
}

/** Somebody of whom we know the address and nothing else yet. */
export function NewPerson({ email, workspace, accept }: Props) {
  const blank = { name: "", handle: handleFrom(email) };
  const form = useForm(blank, LABELS, (typed) => accept({ ...blank, ...typed }));
  const { values, set, problems, isSaving, isDirty } = form;
  return (
    <form noValidate onSubmit={form.submit} className="grid gap-5">
      <Field
        label="Your name"
        autoComplete="name"
        autoFocus
        value={values.name}
        problem={problems.name}
        onChange={(event) => set("name", event.target.value)}
      />
      <Field
        label="Your handle"
        hint="How others mention you: @handle"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={values.handle}
        problem={problems.handle}
        onChange={(event) => set("handle", event.target.value)}
      />
      <Button
        type="submit"
        look="primary"
        aria-disabled={isSaving || !isDirty}
        className="h-11! w-full text-lg aria-disabled:cursor-default aria-disabled:opacity-50"
      >
        {isSaving ? "Joining…" : `Join ${workspace}`}
      </Button>
      <p role="alert" className="text-sm text-rose empty:hidden">
        {problems[""]}
      </p>
      <p className="text-sm text-ink-2">
        Your account is <b className="font-semibold wrap-anywhere text-ink">{email}</b>. There is no password: next
        time, a code comes to that address.
      </p>
    </form>
  );
}

/** A first idea, from the address: `jane.doe@…` is jane_doe. */
const handleFrom = (email: string): string =>
  (email.split("@")[0] ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 30);
