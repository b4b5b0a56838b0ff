"use client";

import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Choice, Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { DAY_MINUTES, WEEKDAYS, type Weekday } from "@/lib/notifications/preferences/constants";
import type { QuietWindow, Schedule } from "@/lib/notifications/preferences/schedule-contract";
import { DAY_NAMES, fromClock, toClock } from "./quiet-days";

interface Props {
  day: Weekday;
  quiet: Schedule["quiet"];
  save: (quiet: Schedule["quiet"]) => void;
  close: () => void;
}

interface Typed {
  id: number;
  from: string;
  to: string;
}

const MAX_WINDOWS = 4;
const WEEK: Weekday[] = ["1", "2", "3", "4", "5"];

/** What is quiet on one day, and perhaps on others like it. */
export function QuietDialog({ day, quiet, save, close }: Props) {
  const [windows, setWindows] = useState<Typed[]>(() => typedFrom(quiet[day] ?? []));
  const [days, setDays] = useState("this");
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = windows.map(toWindow);
    const wrong = read.indexOf(null);
    if (wrong >= 0) return setProblem(`Give both times of the ${ORDINALS[wrong]} window.`);
    const chosen = days === "every" ? WEEKDAYS : days === "week" ? WEEK : [day];
    save(Object.fromEntries(chosen.map((one) => [one, read as QuietWindow[]])));
    close();
  };
  const set = (id: number, change: Partial<Typed>) => {
    setProblem(undefined);
    setWindows((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)));
  };
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title={`Quiet on ${DAY_NAMES[day]}`} isKept>
      <form onSubmit={submit} className="grid max-h-[60vh] gap-4 overflow-y-auto px-5 pt-0.5 pb-5">
        {windows.length === 0 && <p className="text-ink-2">Nothing is quiet that begins on this day.</p>}
        {windows.map(({ id, from, to }, i) => (
          <div key={id} className="flex items-end gap-3">
            <div className="grid grow grid-cols-2 gap-3">
              <Field type="time" label="From" required value={from} onText={(text) => set(id, { from: text })} />
              <Field
                type="time"
                label={endLabel(from, to)}
                required
                value={to}
                onText={(text) => set(id, { to: text })}
              />
            </div>
            <IconButton
              label={`Remove the ${ORDINALS[i]} window`}
              onClick={() => setWindows((all) => all.filter((one) => one.id !== id))}
            >
              <X aria-hidden="true" />
            </IconButton>
          </div>
        ))}
        {windows.length < MAX_WINDOWS && (
          <Button
            look="quiet"
            className="-ml-3.25 justify-self-start"
            onClick={() => setWindows((all) => [...all, { id: nextId(all), from: "22:00", to: "07:00" }])}
          >
            <Plus aria-hidden="true" />
            Add a window
          </Button>
        )}
        <Choice label="Save this for" value={days} onText={setDays}>
          <option value="this">{DAY_NAMES[day]} only</option>
          <option value="week">Monday to Friday</option>
          <option value="every">Every day</option>
        </Choice>
        <p role="alert" className="text-sm text-rose empty:hidden">
          {problem}
        </p>
        <div className="flex gap-2">
          <Button type="submit" look="primary">
            Save
          </Button>
          <Button look="quiet" onClick={close}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const ORDINALS = ["first", "second", "third", "fourth"];

const nextId = (all: Typed[]) => Math.max(0, ...all.map(({ id }) => id)) + 1;

const typedFrom = (windows: QuietWindow[]): Typed[] =>
  windows.map(({ from, to }, id) => ({ id, from: toClock(from), to: toClock(to) }));

/** The same time twice is a whole day, from there to there. */
function toWindow({ from, to }: Typed): QuietWindow | null {
  const [start, end] = [fromClock(from), fromClock(to)];
  if (start === null || end === null) return null;
  if (end === 0) return { from: start, to: DAY_MINUTES };
  return start === end ? { from: 0, to: DAY_MINUTES } : { from: start, to: end };
}

function endLabel(from: string, to: string): string {
  const [start, end] = [fromClock(from), fromClock(to)];
  return start !== null && end !== null && end !== 0 && end < start ? "To, next day" : "To";
}
