import { z } from "zod";
import { documented, flag, httpUrl, listOf, orElse } from "./schema";

export const web = {
  BELFRY_URL: documented(
    orElse(httpUrl, "http://localhost:3000").transform((url) => url.replace(/\/+$/, "")),
    {
      about: "the address people use, in every link; default http://localhost:PORT",
      example: "https://belfry.example.com",
    },
  ),
  EGRESS_ALLOW: documented(listOf(/^[a-z0-9.-]+:\d{1,5}$/, "must be host:port, with commas"), {
    about: "host:port of your own network, with commas, that webhooks may reach although it is private or not https",
    example: "mattermost.internal:8065",
  }),
  BELFRY_CSP_DEV: orElse(flag, "0"),
  LOG_LEVEL: documented(orElse(z.enum(["trace", "debug", "info", "warn", "error", "silent"]), "info"), {
    about: "trace, debug, info, warn, error or silent; logs are in <data folder>/logs",
    example: "info",
  }),
};
