import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { ALERT_FREQUENCIES } from "../enums";
import { userId } from "./users";
import { workspaceId } from "./workspaces";

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
