import { call } from "@/lib/http/call";
import type { Changed, Notification, Page } from "@/lib/notifications/inbox/contract";
import * as api from "@/lib/notifications/inbox/operations";
import * as editsApi from "../operations";
import type { Change, Target } from "./edit";
import { stateOf } from "./filter";
import type { PendingEdit, Sent } from "./pending";

/** Rows in one call, as the contract takes them. */
const MAX_PER_CALL = { ids: 500, rows: 100 };

/** Tells the server what a person did. Rejects with a CallError. */
export async function sendStep(ws: string, { edit: { targets, change }, undoes }: PendingEdit): Promise<Sent> {
  if (change === "back") return takeBack(ws, undoes);
  if (targets === "all") return { ...(await call(editsApi.markAllRead, { ws })), changed: [], before: [] };
  const before = (await Promise.all(targets.map((target) => rowsBehind(ws, target, change)))).flat();
  return { ...(await update(ws, before, change)), before };
}

/** Everything of the row's group that is where the row is; of a row without one, the row. */
async function rowsBehind(ws: string, { row, whole }: Target, change: Change): Promise<Notification[]> {
  if (!row.group || !whole || row.group.count < 2) return [row];
  const unread = change.read ? ("true" as const) : undefined;
  const rows: Notification[] = [];
  let cursor: string | undefined;
  do {
    const groupId = row.group.id;
    const page: Page = await call(api.listGroup, {
      ws,
      groupId,
      state: stateOf(row),
      unread,
      limit: MAX_PER_CALL.rows,
      cursor,
    });
    rows.push(...page.notifications);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return rows.length > 0 ? rows : [row];
}

/** Puts each row that a step has changed to where and how it was. A step that came to nothing needs no undoing. */
async function takeBack(ws: string, undoes: PendingEdit | undefined): Promise<Sent> {
  const sent = undoes?.sent;
  const done = undoes?.edit.change;
  const before = sent?.before.filter(({ id }) => sent.changed.includes(id)) ?? [];
  if (!done || done === "back" || before.length === 0) {
    return { ...(await call(api.getUnreadCount, { ws })), changed: [], before: [] };
  }
  if (done.deleted)
    return { ...(await inParts(before, (ids) => call(editsApi.restoreNotifications, { ws, ids }))), before };
  const changes = new Map<string, Notification[]>();
  for (const row of before) {
    const change = JSON.stringify(inverse(row, done));
    changes.set(change, [...(changes.get(change) ?? []), row]);
  }
  const answers: Changed[] = [];
  for (const [change, rows] of changes) answers.push(await update(ws, rows, JSON.parse(change)));
  return { ...together(answers), before };
}

/** The change that leads back to this row, from what was changed and nothing else. */
function inverse(row: Notification, done: Change): Change {
  if (done.read !== undefined) return { read: row.isRead };
  if (stateOf(row) === "archived") return { archived: true };
  const isStillAway = row.snoozedUntil && Date.parse(row.snoozedUntil) > Date.now();
  if (isStillAway) return { snoozedUntil: row.snoozedUntil };
  return done.archived ? { archived: false } : { snoozedUntil: null };
}

const update = (ws: string, rows: Notification[], change: Change) =>
  inParts(rows, (ids) => call(editsApi.updateNotifications, { ws, ids, ...change }));

async function inParts(rows: Notification[], send: (ids: string[]) => Promise<Changed>): Promise<Changed> {
  const answers: Changed[] = [];
  for (let from = 0; from < rows.length; from += MAX_PER_CALL.ids) {
    answers.push(await send(rows.slice(from, from + MAX_PER_CALL.ids).map(({ id }) => id)));
  }
  return together(answers);
}

/** Answers to parts of one step, as one: the last count is the one that holds. */
const together = (answers: Changed[]): Changed => ({
  count: answers.at(-1)?.count ?? 0,
  seq: answers.at(-1)?.seq ?? 0,
  changed: answers.flatMap(({ changed }) => changed),
});
