"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { CallError } from "@/lib/http/call";

/** What is wrong, by field; under "" what belongs to none of the form's. */
export type Problems = Record<string, string | undefined>;

/**
 * A form over what is kept on the server. What is typed lies over it, so that other changes still come through; saving
 * sends the changed fields only, and a failure keeps every letter. `labels` names the fields in sentences, by their
 * paths.
 */
export function useForm<T extends Record<string, unknown>>(
  kept: T,
  labels: Record<keyof T & string, string>,
  save: (changes: Partial<T>) => Promise<unknown>,
) {
  const [typed, setTyped] = useState<Partial<T>>({});
  const [problems, setProblems] = useState<Problems>({});
  const [isSaving, setSaving] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const isBusy = useRef(false);
  const refused = useRef<HTMLFormElement | null>(null);
  const isDirty = Object.keys(typed).length > 0;

  // Once the fields say what is wrong with them, not before.
  useEffect(() => {
    const form = Object.values(problems).some(Boolean) ? refused.current : null;
    refused.current = null;
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);

  const set = <K extends keyof T & string>(field: K, value: T[K]) => {
    setSaved(false);
    setProblems((before) => ({ ...before, [field]: undefined, "": undefined }));
    setTyped((before) => {
      const { [field]: _, ...rest } = before;
      return (isSame(kept[field], value) ? rest : { ...before, [field]: value }) as Partial<T>;
    });
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy.current || !isDirty) return;
    isBusy.current = true;
    setSaving(true);
    const form = event.currentTarget;
    const sent = typed;
    try {
      await save(sent);
      setTyped((now) => without(now, sent));
      setProblems({});
      setSaved(true);
    } catch (error) {
      refused.current = form;
      setProblems(problemsOf(error, labels));
    }
    isBusy.current = false;
    setSaving(false);
  };
  const reset = () => {
    setTyped({});
    setProblems({});
  };
  return { values: { ...kept, ...typed }, set, problems, submit, reset, isDirty, isSaving, isSaved };
}

/** The server's refusal as a sentence for each field it names. */
export function problemsOf(error: unknown, labels: Record<string, string>): Problems {
  const message = error instanceof Error ? error.message : "Something went wrong here. Try again in a moment.";
  const problems: Problems = {};
  for (const detail of error instanceof CallError ? error.details : []) {
    const [, field = "", index] = /^(\w+)(?:\[(\d+)\])?/.exec(detail.path) ?? [];
    if (field in labels) problems[field] ??= sentence(labels[field] ?? "", index, detail.message);
  }
  return Object.keys(problems).length > 0 ? problems : { "": message };
}

/** `has at most 80 characters` speaks of the field; `say a name` speaks to the person. */
function sentence(label: string, index: string | undefined, message: string): string {
  const subject = index === undefined ? label : `${label}, line ${Number(index) + 1},`;
  const isAboutField = /^(has|is|must|may)\b/.test(message);
  const text = isAboutField ? `${subject} ${message}` : message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function without<T extends object>(now: Partial<T>, sent: Partial<T>): Partial<T> {
  const left = Object.entries(now).filter(([field, value]) => !isSame(sent[field as keyof T], value));
  return Object.fromEntries(left) as Partial<T>;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
