"use client";

import { useMemo, useState } from "react";
import { useSession } from "@/components/session/session";
import { Kbd } from "@/components/ui/kbd";
import type { PendingEdit } from "@/lib/notifications/inbox/client";
import { toast } from "@/lib/toast";
import { doneMessage } from "./action-messages";
import { focusRowSoon } from "./row-focus";

const OFFERED_MS = 10_000;

/** Offers to take steps back, the last one first: for ten seconds after the last, by key and in a toast. */
export function useUndo(take: (step: PendingEdit) => void) {
  const { timeZone } = useSession().user;
  const [offers] = useState(() => new Offers());
  return useMemo(() => {
    const undo = () => {
      const step = offers.pop();
      if (!step) return;
      take({ edit: { ...step.edit, change: "back" }, undoes: step });
      show();
      const [first] = step.edit.targets === "all" ? [] : step.edit.targets;
      if (first) focusRowSoon(first.row.id);
    };
    const show = () =>
      offers.show((step, forget) =>
        toast(doneMessage(step, Date.now(), timeZone), {
          duration: OFFERED_MS,
          onAutoClose: forget,
          onDismiss: forget,
          action: <UndoButton onClick={undo} />,
        }),
      );
    const offer = (step: PendingEdit) => {
      offers.push(step);
      show();
    };
    /** What has failed was taken back already. */
    const withdraw = (step: PendingEdit) => {
      offers.remove(step);
      show();
    };
    return { offer, withdraw, undo };
  }, [offers, take, timeZone]);
}

/** Steps that can still be taken back; the last of them is the one a toast speaks of. */
class Offers {
  #steps: PendingEdit[] = [];
  #toast: string | undefined;
  #shown: PendingEdit | undefined;

  push(step: PendingEdit): void {
    this.#steps.push(step);
  }

  pop(): PendingEdit | undefined {
    return this.#steps.pop();
  }

  remove(step: PendingEdit): void {
    this.#steps = this.#steps.filter((other) => other !== step);
  }

  /** Speaks of the last step, and of no other any more. Once that is closed, none is offered. */
  show(speak: (step: PendingEdit, forget: (toast: { id: string | number }) => void) => string): void {
    const step = this.#steps.at(-1);
    if (step === this.#shown) return;
    const before = this.#toast;
    this.#toast = undefined;
    this.#shown = step;
    if (before !== undefined) toast.dismiss(before);
    if (!step) return;
    this.#toast = speak(step, ({ id }) => {
      if (id !== this.#toast) return;
      this.#toast = this.#shown = undefined;
      this.#steps = [];
    });
  }
}

function UndoButton({ onClick }: { onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="-my-1 -mr-2 ml-auto flex h-8 shrink-0 items-center gap-2 rounded-md px-2.5 font-semibold text-copper-ink hover:bg-sunken"
    >
      Undo
      <span aria-hidden="true" className="pointer-coarse:hidden">
        <Kbd keys="z" />
      </span>
    </button>
  );
}
