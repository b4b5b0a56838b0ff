import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { ATTEMPT_OUTCOMES, DELIVERY_CHANNELS, DELIVERY_STATES, NOTIFICATION_CHANNELS } from "../enums";
import { activities } from "./activity";
import { channelConfigs } from "./integrations";
import { notifications } from "./notifications";
import { userId, users } from "./users";
import { workspaceId } from "./workspaces";

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
    /** It goes before all that is not. */
    isUrgent: boolean("is_urgent").notNull().default(false),
    /** Until when quiet hours or a cadence have put it off. */
    deferredFor: moment("deferred_for"),
    /** When somebody last sent it again: its age counts from then. */
    revivedAt: moment("revived_at"),
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
    /** Under a lease, and nothing of it has left: whoever takes it over knows that it is no repeat. */
    awaitsCall: boolean("awaits_call").notNull().default(false),
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
    // For the claim's walk from place to place (lib/notifications/delivery/turns.ts), which needs this very expression.
    index("deliveries_by_place")
      .on(
        t.workspaceId,
        t.channel,
        t.isUrgent,
        sql`hashtextextended(coalesce(config_id::text, '') || address, 0)`,
        t.nextAttemptAt,
        t.id,
      )
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

/** One summary of what was put off until its time. */
export const digests = pgTable(
  "digests",
  {
    id: id(),
    workspaceId: workspaceId(),
    userId: userId(),
    channel: text("channel", { enum: NOTIFICATION_CHANNELS }).notNull(),
    /** When it is due. */
    windowAt: moment("window_at").notNull(),
    builtAt: moment("built_at"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("digests_window").on(t.userId, t.workspaceId, t.channel, t.windowAt),
    index("digests_due").on(t.windowAt).where(sql`built_at IS NULL`),
  ],
);
