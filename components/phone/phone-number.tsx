"use client";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAddPhone } from "@/lib/phone/client";
import { useForm } from "../ui/form";

interface Props {
  /** What was typed before, if it is to be mended. */
  number: string;
  onSent: () => void;
  /** Back to the code that is on its way, where one is. */
  goBack?: () => void;
}

/** Step one: the number, and what adding it means. */
export function PhoneNumber({ number, onSent, goBack }: Props) {
  const { mutateAsync } = useAddPhone();
  const form = useForm({ number }, { number: "The number" }, async (typed) => {
    await mutateAsync(typed.number ?? number);
    onSent();
  });
  const { values, problems, isSaving } = form;
  return (
    <form noValidate onSubmit={form.submit} className="max-w-md">
      <Field
        label="Mobile number"
        hint="With its country: +49 151 23456789"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={40}
        value={values.number}
        problem={problems.number}
        onText={(text) => form.set("number", text)}
        className="num"
      />
      <p className="mt-4 text-sm text-ink-2">
        By asking for the code you agree that this Belfry texts you: a code now, and then what you choose under
        Notifications. Your carrier may charge for messages. Text STOP at any time, and nothing more comes.
      </p>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          look="primary"
          aria-disabled={!form.isDirty || isSaving}
          className="aria-disabled:cursor-default aria-disabled:opacity-50"
        >
          {isSaving ? "Sending…" : "Text me a code"}
        </Button>
        {goBack && (
          <Button look="quiet" onClick={goBack}>
            Back to the code
          </Button>
        )}
      </div>
      <p role="alert" className="mt-3 text-sm text-rose empty:hidden">
        {problems[""] && `${problems[""]} What you typed is kept.`}
      </p>
    </form>
  );
}
