import { sql } from "drizzle-orm";
import { boolean, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { CATEGORIES, NOTIFICATION_CHANNELS, ROLLOUTS } from "../enums";
import { workspaceId } from "./workspaces";

/** What admins added to the catalogue, or changed of it. */
export const eventTypes = pgTable(
  "event_types",
  {
    id: id(),
    workspaceId: workspaceId(),
    key: text("key").notNull(),
    label: text("label").notNull(),
    category: text("category", { enum: CATEGORIES }).notNull(),
    channels: text("channels", { enum: NOTIFICATION_CHANNELS }).array().notNull(),
    /** Roles, or nobody: then a producer must name somebody. */
    recipients: text("recipients").array().notNull().default(sql`'{}'`),
    isShareable: boolean("is_shareable").notNull().default(false),
    rollout: text("rollout", { enum: ROLLOUTS }).notNull().default("on"),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [uniqueIndex("event_types_key").on(t.workspaceId, t.key)],
);
