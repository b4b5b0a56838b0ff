"use client";

import { CalendarClock, Sun, Sunrise } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { flushSync } from "react-dom";
import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { Target } from "@/lib/notifications/inbox/client";
import { fromLocalInput, momentAt, toLocalInput, wallClock } from "../ui/time-zone";
import { timeUntil } from "../ui/times";
import { snoozeChoices } from "./snooze-times";

const ICONS = { "Later today": Sun, Tomorrow: Sunrise, "Next week": CalendarClock };
const DAY_MS = 86_400_000;

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What is to be snoozed. */
  targets: Target[];
  /** ISO. */
  choose: (until: string) => void;
}

/** Until when: some usual moments, or any other. */
export function SnoozeDialog({ open, onOpenChange, targets, choose }: Props) {
  const [first] = targets;
  const pick = (until: string) => {
    // The focus goes back to the row first, and from there on to the next: what is snoozed takes none with it.
    flushSync(() => onOpenChange(false));
    choose(until);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={targets.length === 1 ? "Snooze until" : `Snooze ${targets.length} until`}
      className="w-[min(24rem,calc(100vw-2rem))]!"
    >
      {targets.length === 1 && <p className="-mt-2 truncate px-5 pb-2 text-sm text-ink-2">{first?.row.title}</p>}
      <Choices pick={pick} />
      <OtherTime pick={pick} />
    </Dialog>
  );
}

function Choices({ pick }: { pick: (until: string) => void }) {
  const { timeZone } = useSession().user;
  const now = useNow();
  return (
    <ul onKeyDown={walk} className="p-1.5">
      {snoozeChoices(now, timeZone).map(({ label, until }) => {
        const Icon = ICONS[label];
        return (
          <li key={label}>
            <button
              type="button"
              onClick={() => pick(until)}
              className="flex min-h-10 w-full items-center gap-3 rounded-md px-3.5 text-left -outline-offset-2 hover:bg-sunken focus-visible:bg-sunken"
            >
              <Icon aria-hidden="true" className="size-4 text-ink-2" />
              <span className="grow font-medium">{label}</span>
              <span className="num text-sm text-ink-2">{timeUntil(until, now, timeZone)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function OtherTime({ pick }: { pick: (until: string) => void }) {
  const { timeZone } = useSession().user;
  const now = useNow();
  const [problem, setProblem] = useState<string>();
  const [text, setText] = useState(() => toLocalInput({ ...wallClock(now + DAY_MS, timeZone), hour: 9, minute: 0 }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = fromLocalInput(text);
    const at = chosen && momentAt(chosen, timeZone);
    if (at === null) setProblem("Give a day and a time.");
    else if (at <= Date.now()) setProblem("That has passed already.");
    else if (at > Date.now() + 365 * DAY_MS) setProblem("A year ahead is the most.");
    else pick(new Date(at).toISOString());
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 border-t border-line bg-sunken px-5 py-4">
      <Field
        label="Pick a time"
        type="datetime-local"
        value={text}
        onText={setText}
        hint={`By the clocks of ${timeZone.split("/").at(-1)?.replace("_", " ")}.`}
        problem={problem}
      />
      <Button type="submit" look="primary" className="justify-self-end">
        Snooze
      </Button>
    </form>
  );
}

/** Up and down walk along the choices. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button.matches(":focus"));
  event.preventDefault();
  buttons.at(Math.min(Math.max(at + by, 0), buttons.length - 1))?.focus();
}
