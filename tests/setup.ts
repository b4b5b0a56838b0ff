import { AsyncLocalStorage } from "node:async_hooks";
import tls from "node:tls";
import { vi } from "vitest";

// Files that one process runs share the packages they load; of what a file leaves behind in it, the next one must find
// nothing: no settings, no stubs, none of our modules with what it keeps. Whatever a module keeps is gone by that.
interface Kept {
  env: NodeJS.ProcessEnv;
  createSecureContext: typeof tls.createSecureContext;
}
const holder = globalThis as typeof globalThis & { belfryTestStart?: Kept };
holder.belfryTestStart ??= { env: { ...process.env }, createSecureContext: tls.createSecureContext };
const start = holder.belfryTestStart;

vi.unstubAllEnvs();
vi.unstubAllGlobals();
vi.useRealTimers();
vi.resetModules();
for (const name of Object.keys(process.env)) if (!(name in start.env)) delete process.env[name];
Object.assign(process.env, start.env);
tls.createSecureContext = start.createSecureContext;
// Next's server sets this before anything of it is loaded, and so must the first file that loads any, whichever it is.
Object.assign(globalThis, { AsyncLocalStorage });

// Settings of an instance nobody else knows.
process.env.BELFRY_SECRET ??= "5e".repeat(32);
process.env.BELFRY_URL ??= "http://localhost:3000";
process.env.LOG_LEVEL ??= "silent";
process.env.REALTIME ??= "off";
// No test calls the real one: whoever needs Slack starts one.
process.env.SLACK_API_URL ??= "http://127.0.0.1:1/api/";
// Settings are complete without a database; a test that needs one asks for its own (`useDatabase`).
process.env.DATABASE_URL ??= "postgres://nobody@127.0.0.1:1/none";
process.env.WEB_PUSH_VAPID_PUBLIC_KEY ??=
  "BAIX5hfwtkQ5KCePlpmeaaI6TywVK99tbN9m5bgCgtTtGUp968uXcS0t2jyoWqh2Wlb0X8dYWZZS8ol8ZTBuV5Q";
process.env.WEB_PUSH_VAPID_PRIVATE_KEY ??= "ERERERERERERERERERERERERERERERERERERERERERE";
