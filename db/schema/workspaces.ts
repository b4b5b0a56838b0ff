import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { CODE_STATES, ROLES } from "../enums";
import { userId, users } from "./users";

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

/** What belongs to a workspace goes with it. */
export const workspaceId = () =>
  uuid("workspace_id")
    .notNull()
    .references(() => workspaces.id, { onDelete: "cascade" });

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
    /** Its place among those that wait for a mail: how often this workspace has written to this address lately. */
    turn: integer("turn").notNull().default(0),
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
