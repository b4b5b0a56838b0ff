import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { CATEGORIES, PRIORITIES } from "../enums";
import { activities } from "./activity";
import { userId } from "./users";
import { workspaceId } from "./workspaces";

/** Always one per (activity, person); `in_inbox` is false where in-app is off, so that deliveries still have a parent. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    workspaceId: workspaceId(),
    userId: userId(),
    activityId: uuid("activity_id")
      .notNull()
      .references(() => activities.id, { onDelete: "cascade" }),
    inInbox: boolean("in_inbox").notNull(),
    /** The activity's type, category and priority, again: lists are filtered within their index. */
    type: text("type").notNull(),
    category: text("category", { enum: CATEGORIES }).notNull(),
    priority: text("priority", { enum: PRIORITIES }).notNull(),
    /** The person's `inbox_counters.seq` at the row's last change. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    /** Why each channel was chosen or not: `{in_app: {on, rule}, email: {on, rule}}`. */
    decision: jsonb("decision").$type<Record<string, { on: boolean; rule: string }>>().notNull(),
    /** The inbox row this one is part of; null for an event without a subject, which is a row by itself. */
    groupId: uuid("group_id").references((): AnyPgColumn => notificationGroups.id, { onDelete: "set null" }),
    seenAt: moment("seen_at"),
    readAt: moment("read_at"),
    archivedAt: moment("archived_at"),
    snoozedUntil: moment("snoozed_until"),
    deletedAt: moment("deleted_at"),
    createdAt: createdAt(),
    /** Its place in every list: when it was made, or when it came back from a snooze. */
    listedAt: moment("listed_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    uniqueIndex("notifications_once").on(t.activityId, t.userId),
    // A filter that fits few rows of many is tried on the index's last columns, without a look at the row.
    index("notifications_inbox")
      .on(t.userId, t.workspaceId, t.listedAt, t.id, t.category, t.type, t.priority)
      .where(sql`in_inbox AND archived_at IS NULL AND deleted_at IS NULL AND snoozed_until IS NULL`),
    index("notifications_unread")
      .on(t.userId, t.workspaceId, t.listedAt, t.id, t.category, t.type, t.priority)
      .where(
        sql`in_inbox AND read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL AND snoozed_until IS NULL`,
      ),
    index("notifications_archived")
      .on(t.userId, t.workspaceId, t.listedAt, t.id, t.category, t.type, t.priority)
      .where(sql`in_inbox AND archived_at IS NOT NULL AND deleted_at IS NULL`),
    index("notifications_away")
      .on(t.userId, t.workspaceId, t.listedAt, t.id)
      .where(sql`in_inbox AND snoozed_until IS NOT NULL AND deleted_at IS NULL`),
    index("notifications_changed").on(t.userId, t.workspaceId, t.seq).where(sql`in_inbox`),
    index("notifications_snoozed").on(t.snoozedUntil).where(sql`snoozed_until IS NOT NULL AND deleted_at IS NULL`),
    // For retention, oldest first.
    index("notifications_read").on(t.readAt).where(sql`read_at IS NOT NULL AND deleted_at IS NULL`),
    index("notifications_deleted").on(t.deletedAt).where(sql`deleted_at IS NOT NULL`),
    index("notifications_grouped").on(t.groupId, t.listedAt, t.id).where(sql`group_id IS NOT NULL`),
  ],
);

/** One open group per (person, workspace, subject): what happened to one subject, gathered under its latest event. */
export const notificationGroups = pgTable(
  "notification_groups",
  {
    id: id(),
    workspaceId: workspaceId(),
    userId: userId(),
    groupKey: text("group_key").notNull(),
    /** How many of it are in the inbox, and how many of those unread; kept under the counter's lock like that itself. */
    count: integer("count").notNull().default(0),
    unread: integer("unread").notNull().default(0),
    createdAt: createdAt(),
    /** A group closes when all of it was archived or deleted; the next event of its subject opens another. */
    closedAt: moment("closed_at"),
  },
  (t) => [
    uniqueIndex("notification_groups_open").on(t.userId, t.workspaceId, t.groupKey).where(sql`closed_at IS NULL`),
  ],
);

/** A filter of the inbox that a person keeps under a name. */
export const savedFilters = pgTable(
  "saved_filters",
  {
    id: id(),
    workspaceId: workspaceId(),
    userId: userId(),
    name: text("name").notNull(),
    filter: jsonb("filter").$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("saved_filters_name").on(t.userId, t.workspaceId, t.name)],
);

/** One row per (person, workspace): the exact unread count, and a sequence that every inbox change bumps under this row's lock. */
export const inboxCounters = pgTable(
  "inbox_counters",
  {
    userId: userId(),
    workspaceId: workspaceId(),
    unread: integer("unread").notNull().default(0),
    seq: bigint("seq", { mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.userId, t.workspaceId] }), check("inbox_counters_unread", sql`${t.unread} >= 0`)],
);
