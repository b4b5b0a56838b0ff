import { join } from "node:path";
import { postgresService } from "./database";
import {
  type Addresses,
  jobsEnvironment,
  mailboxEnvironment,
  realtimeEnvironment,
  webEnvironment,
} from "./environment";
import type { Secrets } from "./secrets";
import { processService, type Service } from "./service";
import type { Settings } from "./settings";

/** Longer than a call to a provider that answers at its limit, and the note of it. */
const FINISH_MS = 20_000;

export type Command = readonly [string, ...string[]];

/** How the processes are started; tests put small ones in their place. */
export interface Commands {
  readonly realtime: Command;
  readonly jobs: Command;
  readonly mailbox: Command;
  readonly web: Command;
  readonly prepare: Command;
}

export interface Services {
  readonly postgres?: Service;
  readonly realtime?: Service;
  readonly jobs?: Service;
  readonly mailbox?: Service;
  readonly web: Service;
}

/** The commands of a built project. */
export function builtCommands({ root, dev, port, host }: Settings): Commands {
  const node = process.execPath;
  const bundle = (name: string): Command => [node, join(root, "dist", `${name}.mjs`)];
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  const preload = join(root, "embedded", "web", "preload.cjs");
  return {
    realtime: bundle("realtime"),
    jobs: bundle("jobs"),
    mailbox: bundle("mailbox"),
    prepare: bundle("prepare"),
    web: [node, "--require", preload, next, dev ? "dev" : "start", "--port", String(port), "--hostname", host],
  };
}

/** Everything the environment leaves to us, not started yet. `at` is filled in as they come up. */
export function declareServices(settings: Settings, secrets: Secrets, commands: Commands, at: Addresses): Services {
  const { root: cwd, dataDir, embeds, dev } = settings;
  const common = { cwd, dataDir };
  return {
    ...(embeds.postgres && {
      postgres: postgresService(dataDir, (url) => {
        at.databaseUrl = url;
      }),
    }),
    ...(embeds.realtime && {
      realtime: processService({
        ...common,
        name: "realtime",
        command: commands.realtime,
        env: () => realtimeEnvironment(settings, secrets),
        portSetting: "REALTIME_PORT",
        onPort: (port) => {
          at.realtimePort = port;
        },
        stopWithinMs: 3_000,
      }),
    }),
    ...(embeds.jobs && {
      jobs: processService({
        ...common,
        name: "jobs",
        command: commands.jobs,
        env: () => jobsEnvironment(settings, secrets, at),
        portSetting: "JOBS_PORT",
        port: at.jobsPort,
        stopWithinMs: FINISH_MS,
      }),
    }),
    ...(embeds.mailbox && {
      mailbox: processService({
        ...common,
        name: "mailbox",
        command: commands.mailbox,
        env: () => mailboxEnvironment(settings, secrets),
        portSetting: "MAILBOX_PORT",
        onPort: (port) => {
          at.mailboxPort = port;
        },
        stopWithinMs: 3_000,
      }),
    }),
    web: processService({
      ...common,
      name: "web",
      command: commands.web,
      env: () => webEnvironment(settings, secrets, at),
      isVerbose: dev,
      isHeld: !dev,
      stopWithinMs: FINISH_MS,
    }),
  };
}
