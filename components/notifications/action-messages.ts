import type { PendingEdit } from "@/lib/notifications/inbox/client";
import { timeUntil } from "../ui/times";

/** What a step did, as a short sentence: `Archived “Deploy finished”`, `Snoozed 3 until tomorrow 09:00`. */
export function doneMessage({ edit }: PendingEdit, now: number, timeZone: string): string {
  const { change } = edit;
  const what = nameOf(edit);
  if (change === "back") return `Brought back ${what}`;
  if (change.deleted) return `Deleted ${what}`;
  if (change.archived !== undefined) return change.archived ? `Archived ${what}` : `Moved ${what} to the inbox`;
  if (change.snoozedUntil === null) return `Moved ${what} to the inbox`;
  if (change.snoozedUntil) return `Snoozed ${what} until ${lowerFirst(timeUntil(change.snoozedUntil, now, timeZone))}`;
  return `Marked ${what} ${change.read ? "read" : "unread"}`;
}

/** That it did not happen after all, and what was kept. */
export function failedMessage({ edit }: PendingEdit): string {
  const { change } = edit;
  const isOne = countOf(edit) === 1;
  const kept = `${isOne ? "That notification is" : "They are"} as before, nothing is lost.`;
  if (change === "back") return "Not undone. Nothing is lost.";
  if (change.deleted) return `Not deleted. ${kept}`;
  if (change.archived !== undefined) return `Not ${change.archived ? "archived" : "moved"}. ${kept}`;
  if (change.snoozedUntil !== undefined) return `Not ${change.snoozedUntil ? "snoozed" : "moved"}. ${kept}`;
  return `Not marked ${change.read ? "read" : "unread"}. ${kept}`;
}

function nameOf(edit: PendingEdit["edit"]): string {
  const count = countOf(edit);
  const [first] = edit.targets === "all" ? [] : edit.targets;
  return count === 1 && first ? `“${first.row.title}”` : `${count} notifications`;
}

const countOf = ({ targets }: PendingEdit["edit"]): number =>
  targets === "all" ? 0 : targets.reduce((sum, { row, whole }) => sum + (whole && row.group ? row.group.count : 1), 0);

const lowerFirst = (text: string) => (/^To/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
