import type { Edit } from "@/lib/notifications/inbox/client";
import { timeUntil } from "../ui/times";

/** What an edit did, as a short sentence: `Archived “Deploy finished”`, `Snoozed 3 until tomorrow 09:00`. */
export function doneMessage(edit: Edit, now: number, timeZone: string): string {
  const { change } = edit;
  const what = nameOf(edit);
  if (change.deleted) return `Deleted ${what}`;
  if (change.archived !== undefined) return change.archived ? `Archived ${what}` : `Moved ${what} to the inbox`;
  if (change.snoozedUntil === null) return `Moved ${what} to the inbox`;
  if (change.snoozedUntil) return `Snoozed ${what} until ${lowerFirst(timeUntil(change.snoozedUntil, now, timeZone))}`;
  return `Marked ${what} ${change.read ? "read" : "unread"}`;
}

/** That it did not happen after all, and what was kept. */
export function failedMessage(edit: Edit): string {
  const { targets, change, undoes } = edit;
  const which =
    targets === "all" ? "Your notifications are" : countOf(edit) === 1 ? "That notification is" : "They are";
  const kept = `${which} as before, nothing is lost.`;
  if (undoes) return "Not undone. Nothing is lost.";
  if (change.deleted) return `Not deleted. ${kept}`;
  if (change.archived !== undefined) return `Not ${change.archived ? "archived" : "moved"}. ${kept}`;
  if (change.snoozedUntil !== undefined) return `Not ${change.snoozedUntil ? "snoozed" : "moved"}. ${kept}`;
  return `Not marked ${change.read ? "read" : "unread"}. ${kept}`;
}

function nameOf(edit: Edit): string {
  const count = countOf(edit);
  const [first] = edit.targets === "all" ? [] : edit.targets;
  return count === 1 && first ? `“${first.row.title}”` : `${count} notifications`;
}

const countOf = ({ targets }: Edit): number =>
  targets === "all" ? 0 : targets.reduce((sum, { row, whole }) => sum + (whole && row.group ? row.group.count : 1), 0);

const lowerFirst = (text: string) => (/^To/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
