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
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import {
  ATTEMPT_OUTCOMES,
  CADENCES,
  CATEGORIES,
  CHANNELS,
  DELIVERY_CHANNELS,
  DELIVERY_STATES,
  PREFERENCE_SCOPES,
  PRIORITIES,
} from "../enums";
import { activities } from "./activity";
import { channelConfigs } from "./addresses";
import { digests } from "./choices";
import { userId, users, workspaceId } from "./people";

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

/** Sparse: only what a person (or, without one, the workspace) has said; everything else is inherited. */
export const preferences = pgTable(
  "preferences",
  {
    id: id(),
    workspaceId: workspaceId(),
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    scope: text("scope", { enum: PREFERENCE_SCOPES }).notNull(),
    /** The type's or category's key; empty for everything. */
    key: text("key").notNull().default(""),
    channel: text("channel", { enum: CHANNELS }).notNull(),
    /** Null: has no word on this, but on one of the next two. */
    isOn: boolean("is_on"),
    cadence: text("cadence", { enum: CADENCES }),
    /** Only if it is still unread after so many minutes. */
    delayMinutes: integer("delay_minutes"),
    createdAt: createdAt(),
  },
  (t) => [unique("preferences_leaf").on(t.workspaceId, t.userId, t.scope, t.key, t.channel).nullsNotDistinct()],
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

/** One row per address a notification goes to. The row is the truth; a job is only a wake-up. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: id(),
    workspaceId: workspaceId(),
    /** The person's notification it tells of; null for one to a place of the workspace's, which has the next two. */
    notificationId: uuid("notification_id").references(() => notifications.id, { onDelete: "cascade" }),
    activityId: uuid("activity_id").references(() => activities.id, { onDelete: "cascade" }),
    configId: uuid("config_id").references(() => channelConfigs.id, { onDelete: "set null" }),
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    channel: text("channel", { enum: DELIVERY_CHANNELS }).notNull(),
    address: text("address").notNull(),
    /** The digest that tells of it instead. */
    digestId: uuid("digest_id").references(() => digests.id, { onDelete: "set null" }),
    /** Until when quiet hours or a cadence have put it off. */
    deferredFor: moment("deferred_for"),
    state: text("state", { enum: DELIVERY_STATES }).notNull().default("pending"),
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    maxAttempts: integer("max_attempts").notNull().default(4),
    /** How often a dead worker left it under way: content that kills its worker must not do so for ever. */
    takeovers: integer("takeovers").notNull().default(0),
    /** A try whose answer never came may have arrived, and the provider cannot tell a repeat. */
    maybeDuplicate: boolean("maybe_duplicate").notNull().default(false),
    /** When the row is due; while `sending`, the end of the lease: a dead worker's row falls due by itself. */
    nextAttemptAt: moment("next_attempt_at").notNull().default(sql`clock_timestamp()`),
    leaseOwner: text("lease_owner"),
    providerId: text("provider_id"),
    lastError: text("last_error"),
    createdAt: createdAt(),
    sentAt: moment("sent_at"),
  },
  (t) => [
    uniqueIndex("deliveries_once").on(t.notificationId, t.channel, t.address),
    uniqueIndex("deliveries_once_by_config")
      .on(t.activityId, t.configId, t.channel, t.address)
      .where(sql`config_id IS NOT NULL`),
    index("deliveries_log").on(t.workspaceId, t.createdAt, t.id),
    index("deliveries_dead")
      .on(t.workspaceId, t.createdAt, t.id)
      .where(sql`state IN ('exhausted', 'failed', 'skipped', 'unknown')`),
    index("deliveries_of_digest").on(t.digestId).where(sql`digest_id IS NOT NULL`),
    index("deliveries_of_config").on(t.configId).where(sql`config_id IS NOT NULL`),
    index("deliveries_by_provider_id").on(t.providerId).where(sql`provider_id IS NOT NULL`),
    index("deliveries_due")
      .on(t.workspaceId, t.channel, t.nextAttemptAt, t.id)
      .where(sql`state IN ('pending', 'retrying', 'sending')`),
    check("deliveries_attempts", sql`${t.attempts} <= ${t.maxAttempts}`),
  ],
);

export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    id: id(),
    deliveryId: uuid("delivery_id")
      .notNull()
      .references(() => deliveries.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    startedAt: moment("started_at").notNull().default(sql`clock_timestamp()`),
    endedAt: moment("ended_at"),
    outcome: text("outcome", { enum: ATTEMPT_OUTCOMES }),
    statusCode: integer("status_code"),
    error: text("error"),
  },
  (t) => [index("delivery_attempts_of").on(t.deliveryId, t.number)],
);
