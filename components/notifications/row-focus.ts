import type { KeyboardEvent } from "react";

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
  const stays = ({ dataset }: HTMLElement) => !ids.has(dataset.row ?? "");
  const next = rows.slice(at).find(stays) ?? rows.slice(0, at).reverse().find(stays);
  next?.focus();
}

/** Puts the focus on a row of the page's list, as soon as it is drawn. */
export function focusRowSoon(id: string, frames = FRAMES): void {
  const row = document.querySelector<HTMLElement>(`main [data-row="${CSS.escape(id)}"]`);
  if (row?.checkVisibility({ visibilityProperty: true })) row.focus();
  else if (frames > 0) requestAnimationFrame(() => focusRowSoon(id, frames - 1));
}
