"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { SavedFilter } from "@/lib/notifications/inbox/filters-contract";

interface Props {
  /** The one to rename, or a new one; null: nothing is asked. */
  naming: "new" | SavedFilter | null;
  close: () => void;
  /** Rejects with what to say. */
  give: (name: string) => Promise<unknown>;
}

/** Asks for a filter's name. What was typed stays until it is taken. */
export function FilterName({ naming, close, give }: Props) {
  const [text, setText] = useState(naming === null || naming === "new" ? "" : naming.name);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = text.trim();
    if (!name) return setProblem("Give it a name.");
    setBusy(true);
    try {
      await give(name);
      close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "That did not work.");
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={naming !== null}
      onOpenChange={(open) => !open && close()}
      title={naming === "new" ? "Save this filter" : "Rename the filter"}
      className="w-[min(24rem,calc(100vw-2rem))]!"
    >
      <form onSubmit={submit} noValidate className="grid gap-4 px-5 pb-5">
        <Field label="Name" maxLength={60} autoComplete="off" value={text} onText={setText} problem={problem} />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" look="primary" disabled={isBusy}>
            {naming === "new" ? "Save" : "Rename"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
