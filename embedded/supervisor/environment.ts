import { createECDH } from "node:crypto";
import { join } from "node:path";
import type { Secrets } from "./secrets";
import type { Settings } from "./settings";

/** Where the embedded services can be reached; filled in while they start, but for the job engine's port. */
export interface Addresses {
  databaseUrl?: string;
  realtimePort?: number;
  readonly jobsPort: number;
  mailboxPort?: number;
}

type Variables = Record<string, string>;

/** The environment of the web process and of `prepare`: the operator's own, completed by what we run ourselves. */
export function webEnvironment(settings: Settings, secrets: Secrets, at: Addresses): NodeJS.ProcessEnv {
  const { embeds } = settings;
  return {
    // Whoever runs the jobs signs; by itself the SDK would let anybody make us register anew.
    INNGEST_ENABLE_UNAUTHED_SYNC: "0",
    ...inherited(settings),
    BELFRY_SECRET: process.env.BELFRY_SECRET || secrets.belfrySecret,
    BELFRY_URL: settings.url,
    BELFRY_DATA_DIR: settings.dataDir,
    BELFRY_SEED: settings.seed,
    BELFRY_DEMO: settings.seed === "demo" && settings.isLoopback ? "1" : "0",
    BELFRY_CSP_DEV: settings.dev ? "1" : "0",
    NEXTAUTH_URL: settings.url,
    PORT: String(settings.port),
    HOST: settings.host,
    ...pushKeys(secrets),
    ...database(at),
    ...(embeds.postgres ? { BELFRY_BACKUPS_DIR: join(settings.dataDir, "backups") } : {}),
    ...(embeds.realtime ? realtimeClient(secrets, at) : {}),
    ...(embeds.jobs ? jobsClient(secrets, at) : {}),
    ...(embeds.mailbox ? mailboxClient(secrets, at) : {}),
  };
}

export function realtimeEnvironment(settings: Settings, secrets: Secrets): NodeJS.ProcessEnv {
  return { ...inherited(settings), ...realtimeKeys(secrets) };
}

export function jobsEnvironment(settings: Settings, secrets: Secrets, at: Addresses): NodeJS.ProcessEnv {
  const keys = { INNGEST_EVENT_KEY: secrets.inngestEventKey, INNGEST_SIGNING_KEY: secrets.inngestSigningKey };
  return { ...inherited(settings), ...keys, ...database(at), JOBS_APP_URL: `${settings.webUrl}/api/inngest` };
}

export function mailboxEnvironment(settings: Settings, secrets: Secrets): NodeJS.ProcessEnv {
  return {
    ...inherited(settings),
    RESEND_API_KEY: secrets.resendApiKey,
    MAILBOX_DIR: join(settings.dataDir, "outbox"),
  };
}

/** Migrations and the job engine's lead need a session of their own, which a pooler takes away: Neon names the way around. */
function database({ databaseUrl }: Addresses): Variables {
  if (!databaseUrl) return {};
  const direct = databaseUrl.replace(/(@ep-[^.@/]+)-pooler(\.[^@/]*neon\.tech)/, "$1$2");
  const isPooled = direct !== databaseUrl && !process.env.DATABASE_URL_UNPOOLED?.trim();
  return { DATABASE_URL: databaseUrl, ...(isPooled && { DATABASE_URL_UNPOOLED: direct }) };
}

// An empty setting is an absent one, everywhere.
function inherited(settings: Settings): NodeJS.ProcessEnv {
  const given = Object.entries(process.env).filter(([, value]) => value?.trim());
  const env = Object.fromEntries(given) as Variables;
  return { ...env, NODE_ENV: settings.dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" };
}

/** Our own pair, unless the operator has set one, or half of one, which the settings' check refuses. */
function pushKeys({ webPushPrivateKey }: Secrets): Variables {
  const names = ["WEB_PUSH_VAPID_PUBLIC_KEY", "WEB_PUSH_VAPID_PRIVATE_KEY"];
  if (names.some((name) => process.env[name]?.trim())) return {};
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(webPushPrivateKey, "base64url");
  return {
    WEB_PUSH_VAPID_PUBLIC_KEY: curve.getPublicKey("base64url"),
    WEB_PUSH_VAPID_PRIVATE_KEY: webPushPrivateKey,
  };
}

function realtimeKeys(secrets: Secrets): Variables {
  return { PUSHER_APP_ID: secrets.pusherAppId, PUSHER_KEY: secrets.pusherKey, PUSHER_SECRET: secrets.pusherSecret };
}

function realtimeClient(secrets: Secrets, { realtimePort }: Addresses): Variables {
  const address = { PUSHER_HOST: "127.0.0.1", PUSHER_PORT: String(realtimePort), PUSHER_USE_TLS: "0" };
  return { ...realtimeKeys(secrets), ...address, REALTIME_PROXY_TARGET: `http://127.0.0.1:${realtimePort}` };
}

function jobsClient(secrets: Secrets, { jobsPort }: Addresses): Variables {
  const keys = { INNGEST_EVENT_KEY: secrets.inngestEventKey, INNGEST_SIGNING_KEY: secrets.inngestSigningKey };
  const url = `http://127.0.0.1:${jobsPort}`;
  return { ...keys, INNGEST_BASE_URL: url, JOBS_HEALTH_URL: `${url}/health` };
}

function mailboxClient(secrets: Secrets, { mailboxPort }: Addresses): Variables {
  return { RESEND_API_KEY: secrets.resendApiKey, RESEND_BASE_URL: `http://127.0.0.1:${mailboxPort}` };
}
