"use client";

import { useMemo, useState } from "react";
import { useSession } from "@/components/session/session";
import { Kbd } from "@/components/ui/kbd";
import { type Edit, undoOf } from "@/lib/notifications/inbox/client";
import { toast } from "@/lib/toast";
import { doneMessage } from "./action-messages";
import { focusRowSoon } from "./row-focus";

const OFFERED_MS = 10_000;

/** Offers to undo edits, the last one first: for ten seconds after the last, by key and in a toast. */
export function useUndo(act: (edit: Edit) => void) {
  const { timeZone } = useSession().user;
  const [offers] = useState(() => new Offers());
  return useMemo(() => {
    const undo = () => {
      const edit = offers.pop();
      if (!edit) return;
      act(undoOf(edit));
      show();
      const [first] = edit.targets === "all" ? [] : edit.targets;
      if (first) focusRowSoon(first.row.id);
    };
    const show = () =>
      offers.show((edit, forget) =>
        toast(doneMessage(edit, Date.now(), timeZone), {
          duration: OFFERED_MS,
          onAutoClose: forget,
          onDismiss: forget,
          action: <UndoButton onClick={undo} />,
        }),
      );
    const offer = (edit: Edit) => {
      offers.push(edit);
      show();
    };
    /** What has failed was taken back already. */
    const withdraw = (edit: Edit) => {
      offers.remove(edit);
      show();
    };
    return { offer, withdraw, undo };
  }, [offers, act, timeZone]);
}

/** Edits that can still be undone; the last of them is the one that a toast offers. */
class Offers {
  #edits: Edit[] = [];
  #toast: string | undefined;
  #shown: Edit | undefined;

  push(edit: Edit): void {
    this.#edits.push(edit);
  }

  pop(): Edit | undefined {
    return this.#edits.pop();
  }

  remove(edit: Edit): void {
    this.#edits = this.#edits.filter((other) => other !== edit);
  }

  /** Offers the last edit, and no other any more. Once that toast is closed, none is offered. */
  show(open: (edit: Edit, forget: (toast: { id: string | number }) => void) => string): void {
    const edit = this.#edits.at(-1);
    if (edit === this.#shown) return;
    const before = this.#toast;
    this.#toast = undefined;
    this.#shown = edit;
    if (before !== undefined) toast.dismiss(before);
    if (!edit) return;
    this.#toast = open(edit, ({ id }) => {
      if (id !== this.#toast) return;
      this.#toast = this.#shown = undefined;
      this.#edits = [];
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
