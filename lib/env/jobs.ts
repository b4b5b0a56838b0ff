import { z } from "zod";
import { documented, httpUrl, optional } from "./schema";

export const jobs = {
  INNGEST_EVENT_KEY: documented(optional(z.string()), {
    about: "an Inngest environment's event key",
  }),
  INNGEST_SIGNING_KEY: documented(optional(z.string()), { about: "its signing key" }),
  INNGEST_BASE_URL: documented(optional(httpUrl), { about: "an Inngest server of your own" }),
  JOBS_HEALTH_URL: optional(httpUrl),
  INNGEST_DEV: documented(optional(z.string()), {
    about: "an Inngest dev server: 1 or its address",
  }),
};
