import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, Failure } from "../failure";
import { freePort, isPortFree } from "../port";

/** What the environment asks for, checked; everything else is the application's and is checked there. */
export interface Settings {
  readonly root: string;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** The canonical address, for people and links. */
  readonly url: string;
  /** Where we reach the web process ourselves. */
  readonly webUrl: string;
  readonly seed: "demo" | "empty";
  readonly isLoopback: boolean;
  readonly dev: boolean;
  /** Which services the environment does not configure and we therefore run. */
  readonly embeds: {
    readonly postgres: boolean;
    readonly realtime: boolean;
    readonly jobs: boolean;
    readonly mailbox: boolean;
  };
}

type Env = NodeJS.ProcessEnv;

/** The settings that are read here (and the proxy's, by preload.cjs), for the configuration reference. */
export const SUPERVISOR_SETTINGS = [
  { section: "web", name: "PORT", about: "the port it listens on; 0 means any free one", example: "3000" },
  {
    section: "web",
    name: "HOST",
    about: "the address it listens on; 0.0.0.0 for all (then the demo people cannot be used)",
    example: "127.0.0.1",
  },
  {
    section: "web",
    name: "BELFRY_TRUSTED_PROXY",
    about: "believe X-Forwarded-* headers; only behind a proxy that sets them itself",
    example: "1",
  },
  {
    section: "data",
    name: "BELFRY_DATA_DIR",
    about: "database, outbox, secrets, backups and logs; relative to the project folder",
    example: ".belfry",
  },
] as const;

const PUSHER = ["PUSHER_APP_ID", "PUSHER_HOST", "PUSHER_CLUSTER"];
const INNGEST = ["INNGEST_EVENT_KEY", "INNGEST_BASE_URL"];

/** Reads the settings; throws a `Failure` that names the setting and what it should be. */
export async function readSettings(env: Env, root: string, dev: boolean): Promise<Settings> {
  const host = env.HOST?.trim() || "127.0.0.1";
  const port = readPort(env.PORT) || (await freePort());
  const seed = env.BELFRY_SEED?.trim() || "demo";
  if (seed !== "demo" && seed !== "empty") throw new Failure(`BELFRY_SEED must be demo or empty, not "${seed}".`);
  ensureComplete(env);
  const isAny = host === "0.0.0.0" || host === "::";
  const own = isAny ? "127.0.0.1" : host;
  return {
    root,
    dataDir: resolve(root, env.BELFRY_DATA_DIR?.trim() || ".belfry"),
    host,
    port,
    url: readUrl(env.BELFRY_URL) ?? `http://localhost:${port}`,
    webUrl: `http://${own.includes(":") ? `[${own}]` : own}:${port}`,
    seed,
    isLoopback: host === "localhost" || host === "::1" || /^127\./.test(host),
    dev,
    embeds: {
      postgres: !isSet(env, "DATABASE_URL"),
      realtime: env.REALTIME !== "off" && !isSet(env, ...PUSHER),
      jobs: !isSet(env, ...INNGEST, "INNGEST_DEV"),
      mailbox: !isSet(env, "RESEND_API_KEY", "SMTP_URL"),
    },
  };
}

/** Makes the data folder (0700) and tries to write in it. */
export function ensureDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // 0710 is what the database's account needs when we are root; nothing more is ever left open.
    if (statSync(dataDir).mode & 0o067) chmodSync(dataDir, 0o700);
    const probe = join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const reason = existsSync(dataDir) && !statSync(dataDir).isDirectory() ? "it is not a folder" : codeOf(error);
    throw new Failure(`The data folder ${dataDir} cannot be written (${reason}): choose another with BELFRY_DATA_DIR.`);
  }
}

/** Refuses a port somebody listens on. After a crash our own last web process may need a moment to go. */
export async function ensurePortIsFree({ host, port }: Settings, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!(await canListen(host, port))) {
    if (Date.now() > deadline) throw new Failure(portIsBusy(port));
    await sleep(50);
  }
}

function portIsBusy(port: number): string {
  return `Port ${port} is in use: stop what listens there, or choose another one, e.g. PORT=${port + 1} npm start.`;
}

async function canListen(host: string, port: number): Promise<boolean> {
  try {
    return await isPortFree(host, port);
  } catch (error) {
    if (codeOf(error) === "EACCES")
      throw new Failure(`Port ${port} needs rights this account lacks: choose one above 1023 with PORT.`);
    throw new Failure(`HOST must be an address of this machine: ${host} cannot be listened on (${codeOf(error)}).`);
  }
}

function readPort(given: string | undefined): number {
  const text = given?.trim() || "3000";
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Failure(`PORT must be a number from 1 to 65535 (0 means any free port), not "${text}".`);
}

function readUrl(given: string | undefined): string | undefined {
  const text = given?.trim();
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin =
    url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username;
  if (isOrigin) return url.origin;
  throw new Failure(`BELFRY_URL must be an address like https://belfry.example.com, without a path, not "${text}".`);
}

/** Half a provider is worse than none: our own part would not start, and nothing would take its place. */
function ensureComplete(env: Env): void {
  const needs: [boolean, ...string[]][] = [
    [env.REALTIME !== "off" && isSet(env, ...PUSHER), "PUSHER_APP_ID", "PUSHER_KEY", "PUSHER_SECRET"],
    [!isSet(env, "INNGEST_DEV") && isSet(env, ...INNGEST), "INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"],
    [isSet(env, "SMTP_URL") && !isSet(env, "RESEND_API_KEY"), "SMTP_URL", "MAIL_FROM"],
  ];
  for (const [applies, ...names] of needs) {
    const missing = names.filter((name) => !isSet(env, name));
    if (!applies || missing.length === 0) continue;
    throw new Failure(`${missing.join(" and ")} must be set too: ${names.join(", ")} belong together.`);
  }
}

function isSet(env: Env, ...names: string[]): boolean {
  return names.some((name) => env[name]?.trim());
}
