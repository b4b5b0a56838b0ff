import { sql } from "drizzle-orm";
import { index, inet, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { CODE_STATES, SCOPES } from "../enums";
import { userId, users } from "./users";
import { workspaceId, workspaces } from "./workspaces";

export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    userId: userId(),
    /** The workspace last looked at, for pages opened without `?w=`. */
    workspaceId: uuid("workspace_id").references(() => workspaces.id, { onDelete: "set null" }),
    userAgent: text("user_agent").notNull().default(""),
    address: inet("address"),
    createdAt: createdAt(),
    lastSeenAt: moment("last_seen_at").notNull().default(sql`clock_timestamp()`),
    expiresAt: moment("expires_at").notNull(),
    revokedAt: moment("revoked_at"),
  },
  (t) => [index("sessions_user").on(t.userId)],
);

export const loginCodes = pgTable(
  "login_codes",
  {
    id: id(),
    email: text("email").notNull(),
    /** Null for an address nobody here has: the row exists all the same, so that timing tells nothing. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    /** SHA-256 of the browser's challenge cookie: strangers' guesses cannot burn this code. */
    challengeHash: text("challenge_hash").notNull(),
    /** HMAC-SHA256 of the code under the instance's secret. */
    codeHash: text("code_hash").notNull(),
    /** The code itself, AES-256-GCM, only until it has been mailed. */
    sealedCode: text("sealed_code"),
    attempts: integer("attempts").notNull().default(0),
    /** Its place among those that wait for a mail: 0 for a browser that is known, else how often its network has asked. */
    turn: integer("turn").notNull().default(0),
    state: text("state", { enum: CODE_STATES }).notNull().default("pending"),
    sendAttempts: integer("send_attempts").notNull().default(0),
    nextSendAt: moment("next_send_at").notNull().default(sql`clock_timestamp()`),
    lastError: text("last_error"),
    createdAt: createdAt(),
    expiresAt: moment("expires_at").notNull(),
    usedAt: moment("used_at"),
  },
  (t) => [
    index("login_codes_by_email").on(t.email, t.createdAt),
    index("login_codes_due").on(t.nextSendAt).where(sql`state = 'pending'`),
  ],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    /** The public half, shown in lists and used to find the row. */
    prefix: text("prefix").notNull(),
    /** SHA-256 of the secret half; the secret itself is shown once and never stored. */
    secretHash: text("secret_hash").notNull(),
    scopes: text("scopes", { enum: SCOPES }).array().notNull(),
    createdBy: uuid("created_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    expiresAt: moment("expires_at"),
    revokedAt: moment("revoked_at"),
    lastUsedAt: moment("last_used_at"),
  },
  (t) => [uniqueIndex("api_keys_prefix").on(t.prefix), index("api_keys_workspace").on(t.workspaceId)],
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
