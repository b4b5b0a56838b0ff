import type { Notification, State } from "@/lib/notifications/inbox/contract";
import type { InboxFilter } from "../filters-contract";
import { belongs, belongsButForReading, stateOf } from "./filter";
import { type Inbox, insertRow, mapRows, rowsOf } from "./pages";

/** What a person can do to a row. */
export interface Change {
  read?: boolean;
  archived?: boolean;
  /** ISO; null brings it back. */
  snoozedUntil?: string | null;
  deleted?: true;
}

/** A row to change as it was before; `whole`: it stands for its group, all of which that is where it is changes too. */
export interface Target {
  row: Notification;
  whole: boolean;
}

/** One change of some rows, or of the whole inbox; `back` puts rows to where and how they were. */
export interface Edit {
  targets: readonly Target[] | "all";
  change: Change | "back";
}

/** The row after the change; null when it is deleted; the same object where nothing changes. */
export function changeRow(row: Notification, change: Change, whole: boolean, at: string): Notification | null {
  if (change.deleted) return null;
  const next = { ...row };
  if (change.read !== undefined && change.read !== row.isRead) {
    Object.assign(next, { isRead: change.read, readAt: change.read ? at : null });
  }
  if (change.archived !== undefined) next.archivedAt = change.archived ? (row.archivedAt ?? at) : null;
  if (change.snoozedUntil !== undefined) next.snoozedUntil = change.snoozedUntil;
  // A row is in one place: whichever it was put into last.
  if (change.archived) next.snoozedUntil = null;
  if (change.snoozedUntil) next.archivedAt = null;
  if (row.group && whole && change.read && row.group.unread > 0) next.group = { ...row.group, unread: 0 };
  return (Object.keys(next) as (keyof Notification)[]).every((key) => next[key] === row[key]) ? row : next;
}

/** How the edit moves the number of unread in the inbox, of which there are `unread` now. */
export function countShift({ targets, change }: Edit, unread: number, at: string): number {
  if (targets === "all") return -unread;
  if (change === "back") return 0;
  return targets.reduce((sum, { row, whole }) => {
    const after = changeRow(row, change, whole, at);
    return sum + (after ? unreadIn(after, whole) : 0) - unreadIn(row, whole);
  }, 0);
}

/** A list after the edit: what no longer belongs is gone (but for having been read), what belongs now has come. */
export function editInbox(inbox: Inbox, filter: InboxFilter, edit: Edit, at: string): Inbox {
  const changed = mapRows(inbox, (row) => {
    const next = editRow(row, edit, at);
    return next && (next === row || belongsButForReading(next, filter)) ? next : null;
  });
  if (edit.targets === "all") return changed;
  return edit.targets.reduce((list, target) => {
    const image = imageOf(target, edit, at);
    if (!image || !belongs(image, filter)) return list;
    const isShown = filter.group && rowsOf(list).some(({ group }) => group && group.id === image.group?.id);
    return isShown ? list : insertRow(list, image);
  }, changed);
}

/** What a group has gathered in one state, after the edit. */
export const editGroup = (rows: Notification[], state: State, edit: Edit, at: string): Notification[] =>
  rows.flatMap((row) => {
    const next = editRow(row, edit, at);
    return next && stateOf(next) === state ? next : [];
  });

/** A row wherever it is held, after the edit; null when that deletes it. */
export function editRow(row: Notification, edit: Edit, at: string): Notification | null {
  const { targets, change } = edit;
  if (targets === "all") return stateOf(row) === "inbox" ? changeRow(row, { read: true }, true, at) : row;
  const target = targets.find((one) => one.row.id === row.id);
  const whole = targets.find((one) => one.whole && isTogether(one.row, row));
  if (change === "back") return target?.row ?? row;
  const next = whole ? changeRow(row, change, true, at) : target ? changeRow(row, change, false, at) : row;
  return next && !whole ? regroup(next, targets, change, at) : next;
}

function imageOf({ row, whole }: Target, { change }: Edit, at: string): Notification | null {
  return change === "back" ? row : changeRow(row, change, whole, at);
}

/** The row with its group's numbers as they are once single members of that group have changed. */
function regroup(row: Notification, targets: readonly Target[], change: Change, at: string): Notification {
  const { group } = row;
  if (!group) return row;
  const next = { ...group };
  for (const { row: before } of targets.filter((one) => !one.whole && isTogether(one.row, row))) {
    const after = changeRow(before, change, false, at);
    const stays = after && stateOf(after) === stateOf(before);
    next.count -= stays ? 0 : 1;
    next.unread += (stays && !after.isRead ? 1 : 0) - (before.isRead ? 0 : 1);
  }
  return next.count === group.count && next.unread === group.unread ? row : { ...row, group: next };
}

const isTogether = (a: Notification, b: Notification): boolean =>
  a.group !== null && a.group.id === b.group?.id && stateOf(a) === stateOf(b);

const unreadIn = (row: Notification, whole: boolean): number =>
  stateOf(row) !== "inbox" ? 0 : whole && row.group ? row.group.unread : Number(!row.isRead);
