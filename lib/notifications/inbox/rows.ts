import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Priority } from "@/db/enums";
import { CATALOGUE } from "../catalogue/registry";
import type { Count, Notification } from "./contract";
import { stateOf } from "./states";

/** A person in a workspace. */
export interface Owner {
  userId: string;
  workspaceId: string;
}

export interface Row extends Record<string, unknown> {
  id: string;
  type: string;
  /** What the workspace calls it, where that is its own word. */
  own_label: string | null;
  category: Notification["category"];
  priority: Priority;
  title: string;
  body: string;
  link: string | null;
  data: Record<string, unknown>;
  actions: { label: string; link: string }[];
  subject_kind: string | null;
  subject_id: string | null;
  group_id: string | null;
  group_count: number | null;
  group_unread: number | null;
  seq: string;
  seen_at: string | null;
  read_at: string | null;
  archived_at: string | null;
  snoozed_until: string | null;
  deleted_at: string | null;
  created_at: string;
  listed_at: string;
  /** To the microsecond, which a JavaScript date would lose. */
  cursor_at: string;
}

interface Which {
  /** About `n`, the person's notifications. */
  where: SQL;
  order: SQL;
  limit: number;
}

/**
 * Some of a person's notifications with the numbers of their groups, and the counter as it was at the same instant: one
 * statement, for a `seq` newer than the rows beside it would hide a change for ever.
 */
export async function selectRows(owner: Owner, { where, order, limit }: Which): Promise<Count & { rows: Row[] }> {
  const { rows } = await db().execute<Row & { unread: number | null; counter_seq: string | null }>(sql`
    WITH page AS (
      SELECT n.* FROM notifications n
      WHERE n.user_id = ${owner.userId} AND n.workspace_id = ${owner.workspaceId} AND n.in_inbox AND ${where}
      -- Its value, not a parameter: without it a prepared plan expects to read a tenth of the inbox.
      ORDER BY ${order} LIMIT ${sql.raw(String(Math.trunc(limit)))}
    ), away AS (
      -- Groups keep the numbers of what is in the inbox; what is not is counted here.
      SELECT one.group_id, there.place, there.count
      FROM (SELECT DISTINCT group_id FROM page WHERE archived_at IS NOT NULL OR snoozed_until IS NOT NULL) one
      CROSS JOIN LATERAL (
        SELECT ${stateOf("m")} AS place, count(*)::int AS count FROM notifications m
        WHERE m.group_id = one.group_id AND m.in_inbox AND m.deleted_at IS NULL GROUP BY 1) there
    )
    SELECT n.id, a.type, e.label AS own_label, a.category, a.priority, a.title, a.body, a.link, a.data, a.actions, a.subject_kind, a.subject_id,
      n.group_id, CASE ${stateOf()} WHEN 'inbox' THEN g.count ELSE away.count END AS group_count,
      CASE ${stateOf()} WHEN 'inbox' THEN g.unread ELSE 0 END AS group_unread, n.seq, n.seen_at, n.read_at, n.archived_at,
      n.snoozed_until, n.deleted_at, n.created_at, n.listed_at, n.listed_at::text AS cursor_at,
      c.unread, c.seq AS counter_seq
    FROM (SELECT ${owner.userId}::uuid AS user_id, ${owner.workspaceId}::uuid AS workspace_id) me
    LEFT JOIN inbox_counters c USING (user_id, workspace_id)
    LEFT JOIN (page n JOIN activities a ON a.id = n.activity_id
      LEFT JOIN event_types e ON e.workspace_id = n.workspace_id AND e.key = n.type
      LEFT JOIN notification_groups g ON g.id = n.group_id
      LEFT JOIN away ON away.group_id = n.group_id AND away.place = ${stateOf()}) ON true
    ORDER BY ${order}`);
  const [first] = rows;
  return {
    // Of somebody who has none, the one row holds the counter alone.
    rows: rows.filter((row) => row.id !== null),
    count: first?.unread ?? 0,
    seq: Number(first?.counter_seq ?? 0),
  };
}

/** A row as the API shows it. */
export function toWire(row: Row): Notification {
  const type = CATALOGUE.get(row.type);
  const { group_id: id, group_count: count, group_unread: unread } = row;
  return {
    id: row.id,
    type: row.type,
    label: row.own_label ?? type?.label ?? row.type,
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
    group: id && count !== null && unread !== null ? { id, count, unread } : null,
    isRead: row.read_at !== null,
    readAt: iso(row.read_at),
    seenAt: iso(row.seen_at),
    archivedAt: iso(row.archived_at),
    snoozedUntil: iso(row.snoozed_until),
    createdAt: new Date(row.created_at).toISOString(),
    listedAt: new Date(row.listed_at).toISOString(),
  };
}

const iso = (at: string | null) => (at === null ? null : new Date(at).toISOString());
