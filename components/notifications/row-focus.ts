import type { KeyboardEvent } from "react";

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
