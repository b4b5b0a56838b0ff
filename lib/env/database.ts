import { z } from "zod";
import { documented, optional, postgresUrl } from "./schema";

export const database = {
  DATABASE_URL: documented(postgresUrl("is missing: set it to a PostgreSQL URL, or start Belfry with `npm start`"), {
    about: "a database of your own, or Neon",
    example: "postgres://user:password@db.example.com/belfry",
  }),
  DATABASE_URL_UNPOOLED: documented(optional(postgresUrl()), {
    about:
      "the same without a pooler, for migrations and the job engine's lead; set it whenever DATABASE_URL leads through one (nothing is prepared there then); found by itself for Neon",
  }),
  NEON_WS_PROXY: documented(optional(z.string()), {
    about: "host:port/path of a WebSocket proxy: reach DATABASE_URL through it with Neon's driver",
  }),
};
