import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { DESTINATION_CHANNELS, INTEGRATION_STATES, PROVIDERS } from "../enums";
import { userId } from "./users";
import { workspaceId } from "./workspaces";

/** A workspace's connection to a provider. */
export const integrations = pgTable(
  "integrations",
  {
    id: id(),
    workspaceId: workspaceId(),
    provider: text("provider", { enum: PROVIDERS }).notNull(),
    /** The provider's id of the other side, such as Slack's team. */
    externalId: text("external_id"),
    name: text("name").notNull().default(""),
    /** `seal("integration", id, …)`. */
    sealedCredentials: text("sealed_credentials").notNull(),
    state: text("state", { enum: INTEGRATION_STATES }).notNull().default("active"),
    lastError: text("last_error"),
    checkedAt: moment("checked_at"),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [uniqueIndex("integrations_provider").on(t.workspaceId, t.provider)],
);

/** Who a person is in the workspace's Slack, as found by their e-mail address; null: nobody there has it. */
export const slackIdentities = pgTable(
  "slack_identities",
  {
    workspaceId: workspaceId(),
    userId: userId(),
    slackUserId: text("slack_user_id"),
    lookedUpAt: moment("looked_up_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] })],
);

/** A place of the workspace's, not of a person's, where events of chosen types go. */
export const channelConfigs = pgTable(
  "channel_configs",
  {
    id: id(),
    workspaceId: workspaceId(),
    channel: text("channel", { enum: DESTINATION_CHANNELS }).notNull(),
    name: text("name").notNull(),
    /** `seal("channel config", id, …)`: a webhook's URL, or a Slack channel's id; null for e-mail. */
    sealedTarget: text("sealed_target"),
    /** What may be shown of the target. */
    targetHint: text("target_hint").notNull().default(""),
    emailAddresses: text("email_addresses").array().notNull().default(sql`'{}'`),
    /** Keys of the shareable types it gets. */
    eventsEnabled: text("events_enabled").array().notNull(),
    isActive: boolean("is_active").notNull().default(true),
    lastError: text("last_error"),
    lastErrorAt: moment("last_error_at"),
    lastSentAt: moment("last_sent_at"),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    index("channel_configs_workspace").on(t.workspaceId),
    check("channel_configs_target", sql`(${t.channel} = 'email') = (${t.sealedTarget} IS NULL)`),
  ],
);

/** A credential that its provider slowed down, or that kept failing: nothing is sent by it until then. */
export const credentialPauses = pgTable("credential_pauses", {
  /** The channel and which credential of it: `email:instance`, `slack_dm:<integration>`; behind a space, which place. */
  key: text("key").primaryKey(),
  until: moment("until").notNull().default(sql`clock_timestamp()`),
  /** Failures in a row; 0 when the pause is the provider's wish. */
  failures: integer("failures").notNull().default(0),
  /** How many at a time after a pause: 1, 2, 4, … */
  ramp: integer("ramp").notNull().default(1),
  lastError: text("last_error"),
  updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
});
