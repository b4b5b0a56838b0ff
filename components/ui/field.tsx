"use client";

import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";
import { cx } from "./class-names";

interface Around {
  label: string;
  /** What to write there, in a few words. */
  hint?: ReactNode;
  /** What is wrong with what stands there: read out, and tied to it. */
  problem?: string;
  value: string;
  /** What stands there now. */
  onText: (text: string) => void;
}

type Of<Element extends "input" | "textarea" | "select"> = Around & Omit<ComponentProps<Element>, keyof Around>;

const BOX =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink max-md:text-lg placeholder:text-ink-3 aria-invalid:border-rose";

/** A labelled line of text. */
export function Field({ label, hint, problem, onText, className, ...input }: Of<"input">) {
  const id = useId();
  useTypedBefore(id, input.value, onText);
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <input
        id={id}
        {...describedBy(id, problem)}
        onChange={(event) => onText(event.target.value)}
        className={cx(BOX, "h-9", className)}
        {...input}
      />
    </Labelled>
  );
}

/** Labelled text of several lines. */
export function TextArea({ label, hint, problem, onText, className, ...input }: Of<"textarea">) {
  const id = useId();
  useTypedBefore(id, input.value, onText);
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <textarea
        id={id}
        {...describedBy(id, problem)}
        onChange={(event) => onText(event.target.value)}
        className={cx(BOX, "block py-1.75", className)}
        {...input}
      />
    </Labelled>
  );
}

/** A labelled choice of one out of several; the platform's own list, which every phone knows how to show. */
export function Choice({ label, hint, problem, onText, className, children, ...input }: Of<"select">) {
  const id = useId();
  useTypedBefore(id, input.value, onText);
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <Select
        id={id}
        {...describedBy(id, problem)}
        onChange={(event) => onText(event.target.value)}
        className={cx("h-9 w-full", className)}
        {...input}
      >
        {children}
      </Select>
    </Labelled>
  );
}

/** The same without a label of its own: give it an `aria-label`. */
export function Select({ className, children, ...select }: ComponentProps<"select">) {
  return (
    <span className={cx("relative inline-grid shrink-0", className)}>
      <select className={cx(BOX, "h-full appearance-none truncate pr-7.5 disabled:text-ink-2")} {...select}>
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}

interface LabelProps extends Pick<Around, "label" | "hint" | "problem"> {
  id: string;
  children: ReactNode;
}

function Labelled({ id, label, hint, problem, children }: LabelProps) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-semibold">
        {label}
      </label>
      {children}
      <div id={`${id}-hint`} className={cx("text-sm text-ink-2", hint ? "mt-1.5" : undefined)}>
        {hint}
      </div>
      <p id={`${id}-problem`} role="alert" className={cx("text-sm text-rose", problem && "mt-1.5")}>
        {problem}
      </p>
    </div>
  );
}

const describedBy = (id: string, problem: string | undefined) => ({
  "aria-invalid": problem !== undefined,
  "aria-describedby": `${id}-problem ${id}-hint`,
});

/** What was typed before the page's own code had come is no less typed. */
function useTypedBefore(id: string, value: string, onText: (text: string) => void): void {
  const first = useRef({ value, onText });
  useEffect(() => {
    const { value, onText } = first.current;
    const typed = (document.getElementById(id) as HTMLInputElement | null)?.value;
    if (typed !== undefined && typed !== value) onText(typed);
  }, [id]);
}
