"use client";

import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Target } from "@/lib/notifications/inbox/client";

const FRAMES = 20;

/** Up and down walk along the rows, Home and End go to the first and the last. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const isTab = (event.target as HTMLElement).role === "tab";
  if (isTab && event.key !== "ArrowDown") return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.closest("li")?.contains(document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: rows.length - 1 }[event.key] ?? 0;
  event.preventDefault();
  rows.at(Math.min(Math.max(to, 0), rows.length - 1))?.focus();
}

/** The row that has the focus, or one of whose buttons has it. */
export const focusedRow = (): string | null =>
  document.activeElement?.closest("li")?.querySelector<HTMLElement>("[data-row]")?.dataset.row ?? null;

/** Where these rows are about to go and one of them has the focus, the focus goes to the row that takes its place. */
export function focusBeside(ids: ReadonlySet<string>): void {
  const list = document.activeElement?.closest("li")?.parentElement;
  const current = focusedRow();
  if (!list || current === null || !ids.has(current)) return;
  const rows = [...list.querySelectorAll<HTMLElement>("[data-row]")].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  const at = rows.findIndex(({ dataset }) => dataset.row === current);
  beside(rows, at, ({ dataset }) => !ids.has(dataset.row ?? ""))?.focus();
}

/** Of what stays, what comes next after this index; at the end, what comes before. */
export function beside<T>(all: T[], at: number, stays: (one: T) => boolean): T | undefined {
  if (at < 0) return undefined;
  return all.slice(at).find(stays) ?? all.slice(0, at).reverse().find(stays);
}

const findRow = (id: string) => document.querySelector<HTMLElement>(`main [data-row="${CSS.escape(id)}"]`);

export const isDrawn = (id: string): boolean => findRow(id) !== null;

let frame = 0;

/** Puts the focus on a row of the page's list, as soon as it is drawn; the row that was asked for last gets it. */
export function focusRowSoon(id: string, frames = FRAMES): void {
  cancelAnimationFrame(frame);
  const row = findRow(id);
  if (row?.checkVisibility({ visibilityProperty: true })) row.focus();
  else if (frames > 0) frame = requestAnimationFrame(() => focusRowSoon(id, frames - 1));
}

/** Where the row that has the focus is taken out of the list, here or elsewhere, the next in its place gets it. */
export function useRestoreFocus(listed: Target[], focus: (id: string) => void): void {
  const last = useRef<string | null>(null);
  const before = useRef<Target[]>([]);
  useEffect(() => {
    const note = () => {
      last.current = focusedRow();
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    const was = before.current;
    before.current = listed;
    const isListed = (id: string) => listed.some(({ row }) => row.id === id);
    if (last.current === null || document.activeElement !== document.body || isListed(last.current)) return;
    const at = was.findIndex(({ row }) => row.id === last.current);
    const next = beside(was, at, ({ row }) => isListed(row.id));
    last.current = null;
    if (next) focus(next.row.id);
  }, [listed, focus]);
}
