"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useCreateWorkspace } from "@/lib/workspaces/client";
import { pageHref } from "../session/session";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A name, and a workspace is there: its maker is its owner, and alone in it. */
export function NewWorkspace({ open, onOpenChange }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Create a workspace" className="max-w-md">
      <NameForm close={() => onOpenChange(false)} />
    </Dialog>
  );
}

function NameForm({ close }: { close: () => void }) {
  const { mutateAsync } = useCreateWorkspace();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isMaking, setMaking] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isMaking) return;
    if (!name.trim()) return refuse("Give it a name first.");
    setMaking(true);
    try {
      const { slug } = await mutateAsync(name);
      // Left busy: the page is about to go.
      window.location.assign(pageHref("/notifications", slug));
    } catch (error) {
      setMaking(false);
      refuse((error as Error).message);
    }
  };
  const refuse = (sentence: string) => {
    setProblem(sentence);
    input.current?.focus();
  };
  return (
    <form noValidate onSubmit={submit} className="px-5 pb-5">
      <p className="mb-4 text-ink-2">
        A place of its own, with its own people, keys and inbox. You will be its owner, and can invite others.
      </p>
      <Field
        ref={input}
        label="Name"
        value={name}
        maxLength={80}
        autoComplete="organization"
        problem={problem}
        onText={(text) => {
          setProblem(undefined);
          setName(text);
        }}
      />
      <div className="mt-5 flex justify-end gap-2">
        <Button look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" look="primary" aria-disabled={isMaking}>
          {isMaking ? "Creating…" : "Create workspace"}
        </Button>
      </div>
    </form>
  );
}
