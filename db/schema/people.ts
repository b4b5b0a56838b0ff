import { sql } from "drizzle-orm";
import { check, index, inet, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytes, createdAt, id, moment } from "../columns";
import { CODE_STATES, ROLES, SCOPES } from "../enums";

/** What belongs to a workspace goes with it. */
export const workspaceId = () =>
  uuid("workspace_id")
    .notNull()
    .references(() => workspaces.id, { onDelete: "cascade" });

/** What belongs to a person goes with them. */
export const userId = () =>
  uuid("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

export const users = pgTable(
  "users",
  {
    id: id(),
    /** Stored in lower case; the check below refuses anything else. */
    email: text("email").notNull().unique(),
    name: text("name").notNull(),
    handle: text("handle").notNull().unique(),
    timeZone: text("time_zone").notNull().default("UTC"),
    /** What they do, in their own words. */
    title: text("title").notNull().default(""),
    createdAt: createdAt(),
  },
  (t) => [check("users_email_lower", sql`${t.email} = lower(${t.email})`)],
);

/** A person's picture, re-encoded by us; small enough to live with the row it belongs to. */
export const userPictures = pgTable("user_pictures", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** SHA-256 of the bytes: the version in the picture's address, so that browsers may keep it for ever. */
  hash: text("hash").notNull(),
  contentType: text("content_type").notNull(),
  bytes: bytes("bytes").notNull(),
  updatedAt: createdAt(),
});

/** Sign-in by another provider, linked to a person by an e-mail address that provider has verified. */
export const accounts = pgTable(
  "accounts",
  {
    provider: text("provider").notNull(),
    providerAccountId: text("provider_account_id").notNull(),
    userId: userId(),
    email: text("email").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] }), index("accounts_user").on(t.userId)],
);

export const workspaces = pgTable("workspaces", {
  id: id(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  /** The producer's own product: links of its types are relative to this https URL. */
  productUrl: text("product_url"),
  /** Hosts beside our own and the product's that a notification may link to. */
  linkHosts: text("link_hosts").array().notNull().default(sql`'{}'`),
  createdAt: createdAt(),
});

export const members = pgTable(
  "members",
  {
    workspaceId: workspaceId(),
    userId: userId(),
    role: text("role", { enum: ROLES }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] }), index("members_user").on(t.userId)],
);

export const invitations = pgTable(
  "invitations",
  {
    id: id(),
    workspaceId: workspaceId(),
    email: text("email").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    /** SHA-256 of the secret in the mailed link. */
    tokenHash: text("token_hash").notNull().unique(),
    /** The secret itself, AES-256-GCM, only until it has been mailed. */
    sealedToken: text("sealed_token"),
    invitedBy: uuid("invited_by").references(() => users.id, { onDelete: "set null" }),
    state: text("state", { enum: CODE_STATES }).notNull().default("pending"),
    sendAttempts: integer("send_attempts").notNull().default(0),
    nextSendAt: moment("next_send_at").notNull().default(sql`clock_timestamp()`),
    lastError: text("last_error"),
    createdAt: createdAt(),
    expiresAt: moment("expires_at").notNull(),
    acceptedAt: moment("accepted_at"),
    revokedAt: moment("revoked_at"),
  },
  (t) => [
    uniqueIndex("invitations_open").on(t.workspaceId, t.email).where(sql`accepted_at IS NULL AND revoked_at IS NULL`),
    index("invitations_due").on(t.nextSendAt).where(sql`state = 'pending'`),
  ],
);

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
