import { type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { Priority } from "@/db/enums";
import type { Actor, UserActor } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import { openCursor, sealCursor } from "@/lib/http/cursor";
import type { Input } from "@/lib/http/endpoint";
import { CATALOGUE } from "./catalogue/registry";
import type { Count, getNotification, listNotifications, Notification, Page } from "./contract";

/** One page of a person's inbox, newest first, with the exact unread count. Error: 400 a cursor we did not make. */
export async function listInbox(actor: Actor, input: Input<typeof listNotifications>): Promise<Page> {
  const user = asUser(actor);
  const isUnread = input.unread === "true";
  const list = `inbox:${user.userId}:${user.workspaceId}:${isUnread}`;
  const [at, id] = input.cursor ? openCursor(list, input.cursor) : [];
  // The counter first: a page may then show more than its `seq` says, and a hint is followed, but never less.
  const { count, seq } = await countUnread(user);
  const rows = await selectRows(
    user,
    sql`${isUnread ? sql`AND n.read_at IS NULL` : sql``}
      ${at && id ? sql`AND (n.created_at, n.id) < (${at}::timestamptz, ${id}::uuid)` : sql``}
      ORDER BY n.created_at DESC, n.id DESC LIMIT ${input.limit + 1}`,
  );
  const page = rows.slice(0, input.limit);
  const last = rows.length > input.limit ? page.at(-1) : undefined;
  return {
    notifications: page.map(toWire),
    nextCursor: last ? sealCursor(list, [last.cursor_at, last.id]) : null,
    unreadCount: count,
    seq,
  };
}

/** How many are unread, and the inbox's sequence. One index look-up. */
export const countUnread = (actor: Actor): Promise<Count> => readCounter(asUser(actor), db());

/** The same inside a transaction. */
export async function readCounter(user: UserActor, on: Database): Promise<Count> {
  const { rows } = await on.execute<{ unread: number; seq: string }>(sql`
    SELECT unread, seq FROM inbox_counters WHERE user_id = ${user.userId} AND workspace_id = ${user.workspaceId}`);
  return { count: rows[0]?.unread ?? 0, seq: Number(rows[0]?.seq ?? 0) };
}

/** One notification of this person's. Error: 404. */
export async function getOne(actor: Actor, { id }: Input<typeof getNotification>): Promise<Notification> {
  const [row] = await selectRows(asUser(actor), sql`AND n.id = ${id}`);
  if (!row) throw notFound("notification");
  return toWire(row);
}

/** The person behind a call; people's endpoints let nobody else through. */
export function asUser(actor: Actor): UserActor {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a person has an inbox.");
  return actor;
}

interface Row extends Record<string, unknown> {
  id: string;
  type: string;
  category: Notification["category"];
  priority: Priority;
  title: string;
  body: string;
  link: string | null;
  data: Record<string, unknown>;
  actions: { label: string; link: string }[];
  subject_kind: string | null;
  subject_id: string | null;
  read_at: string | null;
  created_at: string;
  /** To the microsecond, which a JavaScript date would lose. */
  cursor_at: string;
}

async function selectRows(user: UserActor, rest: SQL): Promise<Row[]> {
  const { rows } = await db().execute<Row>(sql`
    SELECT n.id, a.type, a.category, a.priority, a.title, a.body, a.link, a.data, a.actions, a.subject_kind, a.subject_id,
      n.read_at, n.created_at, n.created_at::text AS cursor_at
    FROM notifications n JOIN activities a ON a.id = n.activity_id
    WHERE n.user_id = ${user.userId} AND n.workspace_id = ${user.workspaceId} AND n.in_inbox ${rest}`);
  return rows;
}

function toWire(row: Row): Notification {
  const type = CATALOGUE.get(row.type);
  return {
    id: row.id,
    type: row.type,
    label: type?.label ?? row.type,
    category: row.category,
    priority: row.priority,
    icon: type?.icon ?? "bell",
    tone: type?.tone ?? "neutral",
    title: row.title,
    body: row.body,
    link: row.link,
    data: row.data,
    actions: row.actions,
    subject: row.subject_kind && row.subject_id ? { kind: row.subject_kind, id: row.subject_id } : null,
    isRead: row.read_at !== null,
    readAt: iso(row.read_at),
    createdAt: new Date(row.created_at).toISOString(),
  };
}

const iso = (at: string | null) => (at === null ? null : new Date(at).toISOString());
