import { z } from "zod";
import { documented, flag, listOf, optional, orElse } from "./schema";

export const data = {
  BELFRY_SECRET: documented(
    z
      .string("is missing: `npm start` makes one, or set 64 hexadecimal digits")
      .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits"),
    {
      about: "the master secret, 64 hexadecimal digits; default: made once, kept in the data folder",
    },
  ),
  BELFRY_FORMER_SECRETS: documented(listOf(/^[0-9a-f]{64}$/, "must be secrets of 64 hexadecimal digits, with commas"), {
    about: "earlier master secrets, with commas: what they encrypted can still be read; sessions end with their secret",
  }),
  BELFRY_SEED: documented(orElse(z.enum(["demo", "empty"]), "demo"), {
    about: "what an empty database gets: demo (a workspace with people) or empty",
    example: "demo",
  }),
  BELFRY_DEMO: orElse(flag, "0"),
  BELFRY_OWNER_EMAIL: documented(optional(z.email()), {
    about: "with BELFRY_SEED=empty: the first owner, who signs in with an e-mailed code",
    example: "you@example.com",
  }),
  BELFRY_BACKUPS_DIR: optional(z.string()),
  RETENTION_READ_DAYS: documented(orElse(z.coerce.number().int().min(1).max(3650), 30), {
    about: "days after which a notification that was read is deleted from inboxes",
    example: "30",
  }),
  RETENTION_DELETED_DAYS: documented(orElse(z.coerce.number().int().min(1).max(3650), 90), {
    about: "days after which a deleted notification, with its deliveries, is removed for good",
    example: "90",
  }),
};
