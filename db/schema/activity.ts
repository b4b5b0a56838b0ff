import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { ACTIVITY_STATES, ACTOR_KINDS, CATEGORIES, PRIORITIES } from "../enums";
import { workspaceId } from "./workspaces";

/** The log: one row per thing that happened. Notifications hang on it; nothing ever edits history. */
export const activities = pgTable(
  "activities",
  {
    id: id(),
    workspaceId: workspaceId(),
    type: text("type").notNull(),
    category: text("category", { enum: CATEGORIES }).notNull(),
    priority: text("priority", { enum: PRIORITIES }).notNull(),
    actorKind: text("actor_kind", { enum: ACTOR_KINDS }).notNull(),
    actorId: uuid("actor_id"),
    subjectKind: text("subject_kind"),
    subjectId: text("subject_id"),
    title: text("title").notNull(),
    body: text("body").notNull().default(""),
    link: text("link"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    actions: jsonb("actions").$type<{ label: string; link: string }[]>().notNull().default([]),
    isInternalOnly: boolean("is_internal_only").notNull().default(false),
    state: text("state", { enum: ACTIVITY_STATES }).notNull().default("active"),
    /** What the producer was told in its 202, repeated when an idempotent call comes again. */
    recipients: integer("recipients").notNull().default(0),
    deliveries: integer("deliveries").notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [index("activities_by_time").on(t.workspaceId, t.createdAt.desc(), t.id.desc())],
);

export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    workspaceId: workspaceId(),
    key: text("key").notNull(),
    /** SHA-256 of the canonical event: the same key with another body is a conflict, not a repeat. */
    fingerprint: text("fingerprint").notNull(),
    activityId: uuid("activity_id").notNull(),
    expiresAt: moment("expires_at").notNull().default(sql`clock_timestamp() + interval '24 hours'`),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.key] }), index("idempotency_keys_expiry").on(t.expiresAt)],
);
