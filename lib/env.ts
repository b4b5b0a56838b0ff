import { z } from "zod";
import { privateKey, serviceAccount } from "./push-keys";
import { vapidProblem } from "./vapid";

/** What docs/configuration.md and .env.example say of one setting. */
interface About {
  section: "web" | "data" | "database" | "realtime" | "jobs" | "mail" | "push" | "sms" | "sign-in";
  about: string;
  /** A value to copy; without one the setting is shown empty. */
  example?: string;
}

const blankIsAbsent = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());
const orElse = <T extends z.ZodType>(schema: T, fallback: z.input<T>) =>
  z.preprocess((value) => blankIsAbsent(value) ?? fallback, schema);
/** A setting people may set, and what it means to them. One without these words is made by `npm start`. */
const documented = <T extends z.ZodType>(schema: T, about: About) => schema.meta({ ...about });

const port = z.coerce.number("must be a number").int().min(0).max(65_535);
const flag = z.enum(["0", "1"]).transform((value) => value === "1");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });
const origin = httpUrl.transform((url) => url.replace(/\/+$/, ""));
const smtpUrl = z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" });
const postgresUrl = (missing?: string) =>
  z.string(missing).regex(/^postgres(ql)?:\/\//, "must be a postgres:// address");
const sender = z.string().regex(/^(?:[^<>"\p{Cc}]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u, {
  error: "must be an address like belfry@example.com or Belfry <belfry@example.com>",
});
const base64urlOf = (bytes: number) =>
  z.string().refine((text) => /^[\w-]+$/.test(text) && Buffer.from(text, "base64url").length === bytes, {
    error: `must be ${bytes} bytes in base64url`,
  });
const pushContact = z
  .string()
  .regex(/^(mailto:[^\s@<>]+@[^\s@<>]+|https:\/\/[^\s/]+\S*)$/, "must be a mailto: or https:// address");
/** What stands between commas, each of this form; none when unset. */
const listOf = (form: RegExp, error: string) =>
  orElse(
    z
      .string()
      .transform((text) => text.split(",").flatMap((one) => one.trim().toLowerCase() || []))
      .pipe(z.array(z.string().regex(form, error))),
    "",
  );

/** Every setting of the running application; `npm start` fills in what the embedded services need. */
const fields = z.object({
  BELFRY_URL: documented(
    orElse(httpUrl, "http://localhost:3000").transform((url) => url.replace(/\/+$/, "")),
    {
      section: "web",
      about: "the address people use, in every link; default http://localhost:PORT",
      example: "https://belfry.example.com",
    },
  ),
  BELFRY_SECRET: documented(
    z
      .string("is missing: `npm start` makes one, or set 64 hexadecimal digits")
      .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits"),
    {
      section: "data",
      about: "the master secret, 64 hexadecimal digits; default: made once, kept in the data folder",
    },
  ),
  BELFRY_FORMER_SECRETS: documented(listOf(/^[0-9a-f]{64}$/, "must be secrets of 64 hexadecimal digits, with commas"), {
    section: "data",
    about: "earlier master secrets, with commas: what they encrypted can still be read; sessions end with their secret",
  }),
  EGRESS_ALLOW: documented(listOf(/^[a-z0-9.-]+:\d{1,5}$/, "must be host:port, with commas"), {
    section: "web",
    about: "host:port of your own network, with commas, that webhooks may reach although it is private or not https",
    example: "mattermost.internal:8065",
  }),
  BELFRY_SEED: documented(orElse(z.enum(["demo", "empty"]), "demo"), {
    section: "data",
    about: "what an empty database gets: demo (a workspace with people) or empty",
    example: "demo",
  }),
  BELFRY_DEMO: orElse(flag, "0"),
  BELFRY_OWNER_EMAIL: documented(optional(z.email()), {
    section: "data",
    about: "with BELFRY_SEED=empty: the first owner, who signs in with an e-mailed code",
    example: "you@example.com",
  }),
  BELFRY_BACKUPS_DIR: optional(z.string()),
  BELFRY_CSP_DEV: orElse(flag, "0"),
  DATABASE_URL: documented(postgresUrl("is missing: set it to a PostgreSQL URL, or start Belfry with `npm start`"), {
    section: "database",
    about: "a database of your own, or Neon",
    example: "postgres://user:password@db.example.com/belfry",
  }),
  DATABASE_URL_UNPOOLED: documented(optional(postgresUrl()), {
    section: "database",
    about:
      "the same without a pooler, for migrations and session locks; set it whenever DATABASE_URL leads through one (nothing is prepared there then); found by itself for Neon",
  }),
  NEON_WS_PROXY: documented(optional(z.string()), {
    section: "database",
    about: "host:port/path of a WebSocket proxy: reach DATABASE_URL through it with Neon's driver",
  }),
  REALTIME: documented(orElse(z.enum(["on", "off"]), "on"), {
    section: "realtime",
    about: "off: pages poll instead",
    example: "on",
  }),
  REALTIME_PROXY_TARGET: optional(httpUrl),
  PUSHER_APP_ID: documented(optional(z.string()), { section: "realtime", about: "a Pusher Channels app" }),
  PUSHER_KEY: documented(optional(z.string()), { section: "realtime", about: "its key" }),
  PUSHER_SECRET: documented(optional(z.string()), { section: "realtime", about: "its secret" }),
  PUSHER_CLUSTER: documented(optional(z.string()), {
    section: "realtime",
    about: "its cluster; or a server of your own, with PUSHER_HOST instead",
    example: "eu",
  }),
  PUSHER_HOST: documented(optional(z.string()), {
    section: "realtime",
    about: "a server that speaks the Pusher protocol; browsers connect to it directly",
    example: "realtime.example.com",
  }),
  PUSHER_PORT: documented(optional(port), { section: "realtime", about: "its port", example: "443" }),
  PUSHER_USE_TLS: documented(orElse(flag, "1"), {
    section: "realtime",
    about: "0 for plain http",
    example: "1",
  }),
  INNGEST_EVENT_KEY: documented(optional(z.string()), {
    section: "jobs",
    about: "an Inngest environment's event key",
  }),
  INNGEST_SIGNING_KEY: documented(optional(z.string()), { section: "jobs", about: "its signing key" }),
  INNGEST_BASE_URL: documented(optional(httpUrl), { section: "jobs", about: "an Inngest server of your own" }),
  INNGEST_DEV: documented(optional(z.string()), {
    section: "jobs",
    about: "an Inngest dev server: 1 or its address",
  }),
  RESEND_API_KEY: documented(optional(z.string()), {
    section: "mail",
    about: "a Resend key; wins over SMTP_URL, because Resend sends a repeated mail once",
  }),
  RESEND_BASE_URL: documented(optional(httpUrl), {
    section: "mail",
    about: "another server that speaks Resend's API",
  }),
  RESEND_WEBHOOK_SECRET: documented(optional(z.string().regex(/^whsec_/, "starts with whsec_")), {
    section: "mail",
    about: "the signing secret of a Resend webhook at <BELFRY_URL>/api/webhooks/resend: what bounces is then known",
  }),
  SMTP_URL: documented(optional(smtpUrl), {
    section: "mail",
    about: "a mail server: smtps:// is TLS from the start; smtp:// with a password needs STARTTLS",
    example: "smtps://user:password@mail.example.com",
  }),
  MAIL_FROM: documented(orElse(sender, "Belfry <belfry@localhost.invalid>"), {
    section: "mail",
    about: "the sender; must be set with SMTP_URL",
    example: "Belfry <belfry@example.com>",
  }),
  WEB_PUSH_VAPID_PUBLIC_KEY: documented(optional(base64urlOf(65)), {
    section: "push",
    about: "the public half of a VAPID key pair; default: made once, kept in the data folder",
  }),
  WEB_PUSH_VAPID_PRIVATE_KEY: documented(optional(base64urlOf(32)), {
    section: "push",
    about: "its private half; another pair ends every browser's subscription until it is opened again",
  }),
  WEB_PUSH_VAPID_SUBJECT: documented(optional(pushContact), {
    section: "push",
    about: "whom push services may ask about our messages; default: BELFRY_URL over https, else MAIL_FROM",
    example: "mailto:ops@example.com",
  }),
  TWILIO_ACCOUNT_SID: documented(optional(z.string().regex(/^AC\w+$/, "must be an account's SID: AC…")), {
    section: "sms",
    about:
      "a Twilio account, for text messages; let its numbers report to <BELFRY_URL>/api/webhooks/twilio, so that STOP is heard",
  }),
  TWILIO_AUTH_TOKEN: documented(optional(z.string()), { section: "sms", about: "its auth token" }),
  TWILIO_FROM: documented(
    optional(z.string().regex(/^(\+\d{3,15}|\d{3,8}|[\w &+-]{1,11})$/, "must be a sender: +15551234567")),
    {
      section: "sms",
      about: "the number or sender name that messages come from",
      example: "+15551234567",
    },
  ),
  TWILIO_MESSAGING_SERVICE_SID: documented(optional(z.string().regex(/^MG\w+$/, "must be a service's SID: MG…")), {
    section: "sms",
    about: "a messaging service that chooses the sender, instead of TWILIO_FROM",
  }),
  TWILIO_BASE_URL: documented(optional(origin), { section: "sms", about: "another server that speaks Twilio's API" }),
  APNS_KEY_ID: documented(optional(z.string()), {
    section: "push",
    about: "pushes to the iOS app: the id of a key for Apple's push service",
  }),
  APNS_TEAM_ID: documented(optional(z.string()), { section: "push", about: "the Apple developer team it belongs to" }),
  APNS_KEY_P8: documented(optional(privateKey), {
    section: "push",
    about: "what its .p8 file holds; line breaks may be written as \\n",
  }),
  APNS_BUNDLE_ID: documented(optional(z.string()), {
    section: "push",
    about: "the app's bundle id",
    example: "com.example.belfry",
  }),
  APNS_URL: documented(optional(origin), {
    section: "push",
    about: "another server that speaks APNs; default: Apple's, by each device's environment",
  }),
  FCM_SERVICE_ACCOUNT: documented(optional(serviceAccount), {
    section: "push",
    about: "pushes to the Android app: the JSON of a Firebase service account, on one line",
  }),
  FCM_URL: documented(orElse(origin, "https://fcm.googleapis.com"), {
    section: "push",
    about: "another server that speaks FCM's HTTP v1 API",
  }),
  SYSTEM_ALERT_EMAIL: documented(optional(z.email()), {
    section: "mail",
    about:
      "the operator's address: gets a mail when a system job fails or a provider keeps refusing, once an hour each",
    example: "ops@example.com",
  }),
  RETENTION_READ_DAYS: documented(orElse(z.coerce.number().int().min(1).max(3650), 30), {
    section: "data",
    about: "days after which a notification that was read is deleted from inboxes",
    example: "30",
  }),
  RETENTION_DELETED_DAYS: documented(orElse(z.coerce.number().int().min(1).max(3650), 90), {
    section: "data",
    about: "days after which a deleted notification, with its deliveries, is removed for good",
    example: "90",
  }),
  GITHUB_CLIENT_ID: documented(optional(z.string()), {
    section: "sign-in",
    about: "people sign in with GitHub too: an OAuth app's id; its callback is <BELFRY_URL>/api/auth/callback/github",
  }),
  GITHUB_CLIENT_SECRET: documented(optional(z.string()), { section: "sign-in", about: "its secret" }),
  GITHUB_URL: documented(orElse(origin, "https://github.com"), {
    section: "sign-in",
    about: "a GitHub Enterprise server instead of github.com",
    example: "https://github.example.com",
  }),
  GOOGLE_CLIENT_ID: documented(optional(z.string()), {
    section: "sign-in",
    about:
      "people sign in with Google too: an OAuth client's id; its callback is <BELFRY_URL>/api/auth/callback/google",
  }),
  GOOGLE_CLIENT_SECRET: documented(optional(z.string()), { section: "sign-in", about: "its secret" }),
  GOOGLE_ISSUER: orElse(origin, "https://accounts.google.com"),
  SLACK_CLIENT_ID: documented(optional(z.string()), {
    section: "sign-in",
    about:
      "people sign in with Slack too, and admins add the app to their Slack by a click: its client id; its redirect URLs are <BELFRY_URL>/api/auth/callback/slack and <BELFRY_URL>/settings/integrations/slack",
  }),
  SLACK_CLIENT_SECRET: documented(optional(z.string()), { section: "sign-in", about: "its secret" }),
  SLACK_ISSUER: orElse(origin, "https://slack.com"),
  SLACK_API_URL: orElse(httpUrl, "https://slack.com/api/"),
  LOG_LEVEL: documented(orElse(z.enum(["trace", "debug", "info", "warn", "error", "silent"]), "info"), {
    section: "web",
    about: "trace, debug, info, warn, error or silent; logs are in <data folder>/logs",
    example: "info",
  }),
});

/** What only several settings together can tell. */
const whole = fields.superRefine((settings, context) => {
  const message = vapidProblem(settings.WEB_PUSH_VAPID_PUBLIC_KEY, settings.WEB_PUSH_VAPID_PRIVATE_KEY);
  if (message) context.addIssue({ code: "custom", path: ["WEB_PUSH_VAPID_PUBLIC_KEY"], message });
});

export type Env = z.infer<typeof fields>;

let cached: Env | undefined;

/** The validated settings. Throws one error that names every wrong setting and what it should be. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** Checks settings given as strings, as `process.env` holds them. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = whole.safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`These settings need attention:\n${lines.join("\n")}`);
}

/** Every setting people may set, in the order of this file: for the configuration reference. */
export function documentedSettings(): (About & { name: string })[] {
  return Object.entries(fields.shape).flatMap(([name, schema]) => {
    const about = schema.meta() as About | undefined;
    return about ? [{ name, ...about }] : [];
  });
}
