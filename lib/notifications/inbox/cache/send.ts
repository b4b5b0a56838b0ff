import { call } from "@/lib/http/call";
import type { Changed, Count, Notification, Page } from "../contract";
import * as api from "../operations";
import type { Change, Edit, Target } from "./edit";
import { stateOf } from "./lists";

/** Rows in one call, as the contract takes them. */
const MAX_PER_CALL = { ids: 500, rows: 100 };

/** The rows that an edit has changed on the server, as they were before: what its undo puts back. */
const rowsBefore = new WeakMap<Edit, Notification[]>();

/** Has the server make an edit. Rejects with a CallError. */
export async function sendEdit(ws: string, edit: Edit): Promise<Count> {
  const { targets, change, undoes } = edit;
  if (undoes) return sendUndo(ws, undoes);
  if (targets === "all") return call(api.markAllRead, { ws });
  const rows = (await Promise.all(targets.map((target) => rowsBehind(ws, target, change)))).flat();
  const { changed, ...count } = await update(ws, rows, change);
  rowsBefore.set(
    edit,
    rows.filter(({ id }) => changed.includes(id)),
  );
  return count;
}

/** Puts each row that an edit has changed to where and how it was. An edit that came to nothing needs no undoing. */
async function sendUndo(ws: string, edit: Edit): Promise<Count> {
  const rows = rowsBefore.get(edit) ?? [];
  if (rows.length === 0) return call(api.getUnreadCount, { ws });
  if (edit.change.deleted) return inParts(rows, (ids) => call(api.restoreNotifications, { ws, ids }));
  const alike = new Map<string, Notification[]>();
  for (const row of rows) {
    const change = JSON.stringify(inverse(row, edit.change));
    alike.set(change, [...(alike.get(change) ?? []), row]);
  }
  let count: Count = { count: 0, seq: 0 };
  for (const [change, some] of alike) count = await update(ws, some, JSON.parse(change));
  return count;
}

/** Everything of the row's group that is where the row is; of a row without one, the row. */
async function rowsBehind(ws: string, { row, whole }: Target, change: Change): Promise<Notification[]> {
  if (!row.group || !whole || row.group.count < 2) return [row];
  const unread = change.read ? ("true" as const) : undefined;
  const group = { ws, groupId: row.group.id, state: stateOf(row), unread, limit: MAX_PER_CALL.rows };
  const rows: Notification[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await call(api.listGroup, { ...group, cursor });
    rows.push(...page.notifications);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return rows.length > 0 ? rows : [row];
}

/** The change that leads back to this row, from what was changed and nothing else. */
function inverse(row: Notification, change: Change): Change {
  if (change.read !== undefined) return { read: row.isRead };
  if (stateOf(row) === "archived") return { archived: true };
  const isStillAway = row.snoozedUntil && Date.parse(row.snoozedUntil) > Date.now();
  if (isStillAway) return { snoozedUntil: row.snoozedUntil };
  return change.archived ? { archived: false } : { snoozedUntil: null };
}

const update = (ws: string, rows: Notification[], change: Change) =>
  inParts(rows, (ids) => call(api.updateNotifications, { ws, ids, ...change }));

/** One call for as many rows as fit. The last count is the one that holds. */
async function inParts(rows: Notification[], send: (ids: string[]) => Promise<Changed>): Promise<Changed> {
  const changed: string[] = [];
  let count: Count = { count: 0, seq: 0 };
  for (let from = 0; from < rows.length; from += MAX_PER_CALL.ids) {
    const answer = await send(rows.slice(from, from + MAX_PER_CALL.ids).map(({ id }) => id));
    changed.push(...answer.changed);
    count = answer;
  }
  return { count: count.count, seq: count.seq, changed };
}
