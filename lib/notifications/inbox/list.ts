import { type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { notFound } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";
import type { Input } from "@/lib/http/endpoint";
import { MENTIONS } from "./constants";
import type * as api from "./contract";
import type { Count, Notification, Page } from "./contract";
import { type Owner, selectRows, toWire } from "./rows";
import { isIn } from "./states";

const NEWEST_FIRST = sql`n.listed_at DESC, n.id DESC`;

type Filter = Omit<Input<typeof api.listNotifications>, "cursor" | "limit" | "group">;
type Place = { cursor?: string; limit: number };

/**
 * One page of a person's inbox, archive or snoozed notifications, newest first, with the exact unread count. With
 * `group` each group is shown once, by the newest of it that fits the filter. Error: 400 a cursor that this list, with
 * this filter, did not give out.
 */
export function listNotifications(
  actor: Actor,
  { cursor, limit, group, ...filter }: Input<typeof api.listNotifications>,
) {
  const isGrouped = group === "true";
  const newer = sql`SELECT FROM notifications m WHERE m.group_id = n.group_id
    AND (m.listed_at, m.id) > (n.listed_at, n.id) AND ${fits(filter, "m")}`;
  const where = isGrouped ? sql`${fits(filter)} AND (n.group_id IS NULL OR NOT EXISTS (${newer}))` : fits(filter);
  return pageOf(asMember(actor), nameOf(filter, isGrouped), where, { cursor, limit });
}

/** One page of what a group of this person's has gathered. Errors: 400 a cursor of another list, 404. */
export async function listGroup(
  actor: Actor,
  { groupId, cursor, limit, ...filter }: Input<typeof api.listGroup>,
): Promise<Page> {
  const user = asMember(actor);
  const { rows } = await db().execute(sql`
    SELECT FROM notification_groups
    WHERE id = ${groupId} AND user_id = ${user.userId} AND workspace_id = ${user.workspaceId}`);
  if (rows.length === 0) throw notFound("group");
  const where = sql`n.group_id = ${groupId} AND ${fits(filter)}`;
  return pageOf(user, `${groupId}:${nameOf(filter, false)}`, where, { cursor, limit });
}

/** How many are unread, and the inbox's sequence. One index look-up. */
export const getUnreadCount = (actor: Actor): Promise<Count> => readCounter(asMember(actor), db());

/** The same inside a transaction. */
export async function readCounter(owner: Owner, on: Database): Promise<Count> {
  const { rows } = await on.execute<{ unread: number; seq: string }>(sql`
    SELECT unread, seq FROM inbox_counters WHERE user_id = ${owner.userId} AND workspace_id = ${owner.workspaceId}`);
  return { count: rows[0]?.unread ?? 0, seq: Number(rows[0]?.seq ?? 0) };
}

/** One notification of this person's, wherever it is. Error: 404, also for a deleted one. */
export async function getNotification(actor: Actor, { id }: Input<typeof api.getNotification>): Promise<Notification> {
  const where = sql`n.id = ${id} AND n.deleted_at IS NULL`;
  const { rows } = await selectRows(asMember(actor), { where, order: NEWEST_FIRST, limit: 1 });
  if (!rows[0]) throw notFound("notification");
  return toWire(rows[0]);
}

async function pageOf(user: UserActor, name: string, where: SQL, { cursor, limit }: Place): Promise<Page> {
  const list = `inbox:${user.userId}:${user.workspaceId}:${name}`;
  const [at, id] = cursor ? decodeCursor(list, cursor) : [];
  const below = at && id ? sql`AND (n.listed_at, n.id) < (${at}::timestamptz, ${id}::uuid)` : sql``;
  const { rows, count, seq } = await selectRows(user, {
    where: sql`${where} ${below}`,
    order: NEWEST_FIRST,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    notifications: page.map(toWire),
    nextCursor: last ? encodeCursor(list, [last.cursor_at, last.id]) : null,
    unreadCount: count,
    seq,
  };
}

function fits(filter: Filter, alias: "n" | "m" = "n"): SQL {
  const row = sql.raw(alias);
  const conditions = [isIn(filter.state ?? "inbox", alias)];
  if (filter.unread === "true") conditions.push(sql`${row}.read_at IS NULL`);
  if (filter.mentions === "true") conditions.push(sql`${row}.type = ANY(${sql.param(MENTIONS)}::text[])`);
  for (const column of ["category", "type", "priority"] as const) {
    const values = filter[column];
    if (values) conditions.push(sql`${row}.${sql.raw(column)} = ANY(${sql.param(values)}::text[])`);
  }
  if (filter.from) conditions.push(sql`${row}.listed_at >= ${filter.from}::timestamptz`);
  if (filter.to) conditions.push(sql`${row}.listed_at <= ${filter.to}::timestamptz`);
  return sql.join(conditions, sql` AND `);
}

/** A cursor goes with its filter: in another list it would skip rows without a word. */
function nameOf({ state = "inbox", unread, mentions, type, category, priority, from, to }: Filter, isGrouped: boolean) {
  const flags = [state, unread === "true", mentions === "true", isGrouped];
  return JSON.stringify([...flags, type ?? 0, category ?? 0, priority ?? 0, from ?? 0, to ?? 0]);
}
