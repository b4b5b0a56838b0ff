import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, createdAt, id } from "../columns";

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
    /** Part of their live channels' names: raised when a session of theirs ends, so that nothing goes to the old names. */
    liveGeneration: integer("live_generation").notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [check("users_email_lower", sql`${t.email} = lower(${t.email})`)],
);

/** What belongs to a person goes with them. */
export const userId = () =>
  uuid("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

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
