import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { ALERT_FREQUENCIES, CATEGORIES, CHANNELS, ROLLOUTS } from "../enums";
import { userId, users, workspaceId } from "./people";

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

/** One summary of what was put off until its time. */
export const digests = pgTable(
  "digests",
  {
    id: id(),
    workspaceId: workspaceId(),
    userId: userId(),
    channel: text("channel", { enum: CHANNELS }).notNull(),
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

/** What admins added to the catalogue, or changed of it. */
export const eventTypes = pgTable(
  "event_types",
  {
    id: id(),
    workspaceId: workspaceId(),
    key: text("key").notNull(),
    label: text("label").notNull(),
    category: text("category", { enum: CATEGORIES }).notNull(),
    channels: text("channels", { enum: CHANNELS }).array().notNull(),
    /** Roles, or nobody: then a producer must name somebody. */
    recipients: text("recipients").array().notNull().default(sql`'{}'`),
    isShareable: boolean("is_shareable").notNull().default(false),
    rollout: text("rollout", { enum: ROLLOUTS }).notNull().default("on"),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [uniqueIndex("event_types_key").on(t.workspaceId, t.key)],
);

/** A product of the workspace's whose issues people follow. */
export const projects = pgTable(
  "projects",
  {
    id: id(),
    workspaceId: workspaceId(),
    key: text("key").notNull(),
    name: text("name").notNull(),
    link: text("link"),
    issueAlertFrequency: text("issue_alert_frequency", { enum: ALERT_FREQUENCIES }).notNull().default("daily"),
    lastDigestAt: moment("last_digest_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("projects_key").on(t.workspaceId, t.key)],
);

export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    userId: userId(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId] }), index("project_members_user").on(t.userId)],
);

/** A command line that waits for its person to let it in from a browser. */
export const deviceLogins = pgTable("device_logins", {
  id: id(),
  /** SHA-256 of what the command line holds. */
  deviceHash: text("device_hash").notNull().unique(),
  /** HMAC-SHA256 of what the person types, under the instance's secret. */
  userCodeHash: text("user_code_hash").notNull().unique(),
  clientName: text("client_name").notNull().default(""),
  userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
  approvedAt: moment("approved_at"),
  deniedAt: moment("denied_at"),
  usedAt: moment("used_at"),
  createdAt: createdAt(),
  expiresAt: moment("expires_at").notNull(),
});
