import { z } from "zod";

const blankIsAbsent = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());
const orElse = <T extends z.ZodType>(schema: T, fallback: z.input<T>) =>
  z.preprocess((value) => blankIsAbsent(value) ?? fallback, schema);
const port = z.coerce.number("must be a number").int().min(0).max(65_535);
const flag = z.enum(["0", "1"]).transform((value) => value === "1");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });

/** A provider refuses another for good, and with it every mail. */
const SENDER = "must be an address, or a name and an address: Belfry <belfry@example.com>";

/** Every setting of the running application; `npm start` fills in what the embedded services need. */
const schema = z.object({
  BELFRY_URL: orElse(httpUrl, "http://localhost:3000").transform((url) => url.replace(/\/+$/, "")),
  BELFRY_SECRET: z
    .string("is missing: `npm start` makes one, or set 64 hexadecimal digits")
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits"),
  BELFRY_SEED: orElse(z.enum(["demo", "empty"]), "demo"),
  BELFRY_DEMO: orElse(flag, "0"),
  BELFRY_OWNER_EMAIL: optional(z.email()),
  BELFRY_CSP_DEV: orElse(flag, "0"),
  DATABASE_URL: z
    .string("is missing: set it to a PostgreSQL URL, or start Belfry with `npm start`")
    .regex(/^postgres(ql)?:\/\//, "must be a postgres:// address"),
  REALTIME: orElse(z.enum(["on", "off"]), "on"),
  REALTIME_PROXY_TARGET: optional(httpUrl),
  PUSHER_APP_ID: optional(z.string()),
  PUSHER_KEY: optional(z.string()),
  PUSHER_SECRET: optional(z.string()),
  PUSHER_CLUSTER: optional(z.string()),
  PUSHER_HOST: optional(z.string()),
  PUSHER_PORT: optional(port),
  PUSHER_USE_TLS: orElse(flag, "1"),
  INNGEST_BASE_URL: optional(httpUrl),
  INNGEST_EVENT_KEY: optional(z.string()),
  INNGEST_SIGNING_KEY: optional(z.string()),
  RESEND_API_KEY: optional(z.string()),
  RESEND_BASE_URL: optional(httpUrl),
  MAIL_FROM: orElse(
    z.string().regex(/^([^<>\p{Cc}]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u, SENDER),
    "Belfry <belfry@localhost.invalid>",
  ),
  LOG_LEVEL: orElse(z.enum(["trace", "debug", "info", "warn", "error", "silent"]), "info"),
});

export type Env = z.infer<typeof schema>;

let cached: Env | undefined;

/** The validated settings. Throws one error that names every wrong setting and what it should be. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** Checks settings given as strings, as `process.env` holds them. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`These settings need attention:\n${lines.join("\n")}`);
}
