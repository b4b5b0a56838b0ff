import type { Notification, State } from "../contract";
import type { InboxFilter } from "../filters-contract";
import { belongs, belongsButForReading, type Inbox, insertRow, mapRows, rowsOf, stateOf } from "./lists";

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

/** One change of some rows, or of the whole inbox. */
export interface Edit {
  targets: readonly Target[] | "all";
  change: Change;
  /** ISO. */
  at: string;
  /** The edit that this one takes back: its rows return to where and how they were. */
  undoes?: Edit;
}

export const makeEdit = (targets: Edit["targets"], change: Change): Edit => ({
  targets,
  change,
  at: new Date().toISOString(),
});

export const undoOf = (edit: Edit): Edit => ({ ...edit, undoes: edit });

/** The row after the edit; null when it is deleted; the same object where nothing changes. */
function changeRow({ row, whole }: Target, { change, at }: Edit): Notification | null {
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

/** How many are unread in the inbox after the edit, of so many before. */
export function editCount(unread: number, edit: Edit): number {
  if (edit.targets === "all") return edit.undoes ? unread : 0;
  const by = edit.targets.reduce((sum, target) => {
    const after = changeRow(target, edit);
    return sum + (after ? unreadIn({ ...target, row: after }) : 0) - unreadIn(target);
  }, 0);
  return Math.max(0, unread + (edit.undoes ? -by : by));
}

/** A list after the edit: what no longer belongs is gone (but for having been read), what belongs now has come. */
export function editInbox(inbox: Inbox, filter: InboxFilter, edit: Edit): Inbox {
  const changed = mapRows(inbox, (row) => {
    const next = editRow(row, edit);
    return next && (next === row || belongsButForReading(next, filter)) ? next : null;
  });
  if (edit.targets === "all") return changed;
  return edit.targets.reduce((list, target) => {
    const image = edit.undoes ? target.row : changeRow(target, edit);
    if (!image || !belongs(image, filter)) return list;
    const isShown = filter.group && rowsOf(list).some(({ group }) => group && group.id === image.group?.id);
    return isShown ? list : insertRow(list, image);
  }, changed);
}

/** What a group has gathered in one state, after the edit. */
export const editGroup = (rows: Notification[], state: State, edit: Edit): Notification[] =>
  rows.flatMap((row) => {
    const next = editRow(row, edit);
    return next && stateOf(next) === state ? next : [];
  });

/** A row wherever it is held, after the edit; null when that deletes it. */
export function editRow(row: Notification, edit: Edit): Notification | null {
  const { targets, undoes } = edit;
  if (targets === "all") return stateOf(row) === "inbox" ? changeRow({ row, whole: true }, edit) : row;
  const target = targets.find((one) => one.row.id === row.id);
  if (undoes) return target?.row ?? row;
  if (targets.some((one) => one.whole && isTogether(one.row, row))) return changeRow({ row, whole: true }, edit);
  const next = target ? changeRow({ row, whole: false }, edit) : row;
  return next && regroup(next, targets, edit);
}

/** What a group shows once some of it has gone, and where rows come back to, the server alone knows for sure. */
export const isGuess = ({ targets, undoes }: Edit): boolean =>
  undoes !== undefined || (targets !== "all" && targets.some(({ row }) => row.group !== null && row.group.count > 1));

/** The row with its group's numbers as they are once single members of that group have changed. */
function regroup(row: Notification, targets: readonly Target[], edit: Edit): Notification {
  const { group } = row;
  if (!group) return row;
  const next = { ...group };
  for (const { row: before } of targets.filter((one) => !one.whole && isTogether(one.row, row))) {
    const after = changeRow({ row: before, whole: false }, edit);
    const stays = after && stateOf(after) === stateOf(before);
    next.count -= stays ? 0 : 1;
    next.unread += (stays && !after.isRead ? 1 : 0) - (before.isRead ? 0 : 1);
  }
  return next.count === group.count && next.unread === group.unread ? row : { ...row, group: next };
}

const isTogether = (a: Notification, b: Notification): boolean =>
  a.group !== null && a.group.id === b.group?.id && stateOf(a) === stateOf(b);

const unreadIn = ({ row, whole }: Target): number =>
  stateOf(row) !== "inbox" ? 0 : whole && row.group ? row.group.unread : Number(!row.isRead);
