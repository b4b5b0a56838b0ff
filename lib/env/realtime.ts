import { z } from "zod";
import { documented, flag, httpUrl, optional, orElse, port } from "./schema";

export const realtime = {
  REALTIME: documented(orElse(z.enum(["on", "off"]), "on"), {
    about: "off: pages poll instead",
    example: "on",
  }),
  REALTIME_PROXY_TARGET: optional(httpUrl),
  PUSHER_APP_ID: documented(optional(z.string()), { about: "a Pusher Channels app" }),
  PUSHER_KEY: documented(optional(z.string()), { about: "its key" }),
  PUSHER_SECRET: documented(optional(z.string()), { about: "its secret" }),
  PUSHER_CLUSTER: documented(optional(z.string()), {
    about: "its cluster; or a server of your own, with PUSHER_HOST instead",
    example: "eu",
  }),
  PUSHER_HOST: documented(optional(z.string()), {
    about: "a server that speaks the Pusher protocol; browsers connect to it directly",
    example: "realtime.example.com",
  }),
  PUSHER_PORT: documented(optional(port), { about: "its port", example: "443" }),
  PUSHER_USE_TLS: documented(orElse(flag, "1"), {
    about: "0 for plain http",
    example: "1",
  }),
};
