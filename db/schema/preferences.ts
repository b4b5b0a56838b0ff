import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { CADENCES, NOTIFICATION_CHANNELS, PREFERENCE_SCOPES } from "../enums";
import { userId, users } from "./users";
import { workspaceId } from "./workspaces";

/** When a person does not want to be disturbed, in `users.time_zone`, in every workspace. */
export const schedules = pgTable("schedules", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** Quiet windows: weekday 1 (Monday) to 7, minutes of the day; `to` at or before `from` ends on the next day. */
  quiet: jsonb("quiet").$type<{ day: number; from: number; to: number }[]>().notNull().default([]),
  /** Whether what is urgent breaks through. */
  urgentBreaksThrough: boolean("urgent_breaks_through").notNull().default(true),
  updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
});

/** A subject a person wants to hear nothing more of. */
export const subjectMutes = pgTable(
  "subject_mutes",
  {
    workspaceId: workspaceId(),
    userId: userId(),
    subjectKey: text("subject_key").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.workspaceId, t.subjectKey] }),
    // Who among very many has muted this one subject.
    index("subject_mutes_of").on(t.workspaceId, t.subjectKey),
  ],
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
    channel: text("channel", { enum: NOTIFICATION_CHANNELS }).notNull(),
    /** Null: has no word on this, but on one of the next two. */
    isOn: boolean("is_on"),
    cadence: text("cadence", { enum: CADENCES }),
    /** Only if it is still unread after so many minutes. */
    delayMinutes: integer("delay_minutes"),
    createdAt: createdAt(),
  },
  (t) => [unique("preferences_leaf").on(t.workspaceId, t.userId, t.scope, t.key, t.channel).nullsNotDistinct()],
);
