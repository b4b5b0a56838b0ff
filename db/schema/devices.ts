import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { PLATFORMS } from "../enums";
import { sessions } from "./auth";
import { userId, users } from "./users";

/** A browser or an app that shows notifications. Belongs to one person at a time; registering it again moves it. */
export const devices = pgTable(
  "devices",
  {
    id: id(),
    userId: userId(),
    platform: text("platform", { enum: PLATFORMS }).notNull(),
    /** The session it was registered in: signing that out, from wherever, takes the device along. */
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "set null" }),
    /** A push endpoint, or an app's token. */
    address: text("address").notNull().unique(),
    /** Web push: the keys a message is encrypted for. */
    keys: jsonb("keys").$type<{ p256dh: string; auth: string }>(),
    /** APNs has two worlds, and a token works in one of them. */
    environment: text("environment", { enum: ["sandbox", "production"] }),
    name: text("name").notNull(),
    userAgent: text("user_agent").notNull().default(""),
    failures: integer("failures").notNull().default(0),
    lastSeenAt: moment("last_seen_at").notNull().default(sql`clock_timestamp()`),
    createdAt: createdAt(),
  },
  (t) => [
    index("devices_user").on(t.userId, t.platform),
    index("devices_session").on(t.sessionId).where(sql`session_id IS NOT NULL`),
  ],
);

/** The one number of a person. It gets messages once it is verified, and until they text STOP. */
export const phoneNumbers = pgTable("phone_numbers", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** E.164. */
  number: text("number").notNull(),
  /** HMAC-SHA256 of the code under the instance's secret; null once it is verified. */
  codeHash: text("code_hash"),
  codeExpiresAt: moment("code_expires_at"),
  attempts: integer("attempts").notNull().default(0),
  verifiedAt: moment("verified_at"),
  stoppedAt: moment("stopped_at"),
  createdAt: createdAt(),
});
