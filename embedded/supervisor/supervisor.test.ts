import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { Resend } from "resend";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useBundles } from "@/tests/bundles";
import type { Instance } from "./instance";
import { processStart } from "./lock.mjs";

const root = dirname(dirname(import.meta.dirname));
const bundle = (name: string) => join(root, "dist", `${name}.mjs`);

// Stands in for Next: ready at once, and shows the environment it was given.
const WEB = `
  require("node:http").createServer((request, response) => {
    if (request.url === "/die") process.exit(7);
    response.end(request.url === "/api/ready" ? "" : JSON.stringify(process.env));
  }).listen(Number(process.env.PORT), process.env.HOST);`;
const PEOPLE = `[{ name: "Mia", email: "mia@north.test", handle: "mia", role: "owner", signInUrl: process.env.BELFRY_URL + "/in" }]`;
const PREPARE = `console.log(JSON.stringify({ workspace: "north", people: ${PEOPLE}, apiKey: "key" }))`;

interface Started {
  readonly child: ChildProcess;
  /** Everything it said so far. */
  said(): string;
  readonly exit: Promise<number | null>;
}

let folder: string;
let dataDir: string;
let started: Started[];

useBundles();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-supervisor-"));
  chmodSync(folder, 0o755); // as root the database runs under an account that must be able to pass
  dataDir = join(folder, "data");
  started = [];
});

afterEach(async () => {
  for (const { child } of started) child.kill("SIGTERM");
  await Promise.all(started.map(({ exit }) => exit));
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}, commands: { web?: string; prepare?: string } = {}): Started {
  const node = process.execPath;
  const web = [node, "--require", join(root, "embedded/web/preload.cjs"), "-e", commands.web ?? WEB];
  const options = { root, commands: { web, prepare: [node, "-e", commands.prepare ?? PREPARE] } };
  const code = `(await import(${JSON.stringify(bundle("supervisor"))})).start(${JSON.stringify(options)})`;
  const given = { NODE_ENV: "test", PATH: process.env.PATH, PORT: "0", BELFRY_DATA_DIR: dataDir, ...env } as const;
  const child = spawn(node, ["--input-type=module", "-e", code], { env: given, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  const exit = once(child, "close").then(([exitCode]) => exitCode as number | null);
  const one = { child, said: () => said, exit };
  started.push(one);
  return one;
}

async function up(one: Started): Promise<Instance> {
  const state = () => (one.child.exitCode === null ? readyPid() : one.said());
  await expect.poll(state, { timeout: 20_000 }).toBe(one.child.pid);
  return instance();
}

function instance(): Instance {
  return JSON.parse(readFileSync(join(dataDir, "instance.json"), "utf8")) as Instance;
}

async function webEnv({ url }: Instance): Promise<Record<string, string>> {
  return (await fetch(`${url.replace("localhost", "127.0.0.1")}/env`)).json() as Promise<Record<string, string>>;
}

async function ask(databaseUrl: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query({ text: sql, rowMode: "array" })).rows[0]?.[0];
  } finally {
    await client.end().catch(() => {});
  }
}

async function newPid(name: string, old: number | undefined): Promise<number> {
  await expect.poll(() => instance().pids[name] ?? old, { timeout: 15_000 }).not.toBe(old);
  return instance().pids[name] as number;
}

describe("the supervisor", () => {
  it("starts what is not configured, tells how to reach it, and stops it all without a trace", async () => {
    const one = start();
    const { pids, url, workspace, apiKey, people, databaseUrl } = await up(one);
    expect(Object.keys(pids).sort()).toEqual(["jobs", "mailbox", "postgres", "realtime", "supervisor", "web"]);
    expect({ workspace, apiKey, people }).toMatchObject({
      workspace: "north",
      apiKey: "key",
      people: [{ signInUrl: `${url}/in` }],
    });
    for (const name of ["instance.json", "secrets.json"])
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o067).toBe(0);
    const env = await webEnv(instance());
    expect(env).toMatchObject({
      DATABASE_URL: databaseUrl,
      BELFRY_DEMO: "1",
      BELFRY_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await fetch(`${env.INNGEST_BASE_URL}/health`)).status).toBe(200);
    await sendCode(env);
    await expect.poll(one.said).toContain("Mail to mia@north.test: 123456 is your code");
    expect(one.said()).toContain(`Belfry is ready at ${url}`);
    one.child.kill("SIGTERM");
    expect(await one.exit).toBe(0);
    expect(Object.values(pids).filter((pid) => processStart(pid))).toEqual([]);
    expect(existsSync(join(dataDir, "instance.json"))).toBe(false);
  });

  it("starts every killed process again, at the address the others know", async () => {
    const before = await up(start());
    const env = await webEnv(before);
    for (const name of ["postgres", "realtime", "jobs", "mailbox", "web"]) {
      process.kill(before.pids[name] as number, "SIGKILL");
      await newPid(name, before.pids[name]);
    }
    expect(instance()).toEqual({ ...before, pids: { ...instance().pids, supervisor: before.pids.supervisor } });
    await expect.poll(() => webEnv(before).catch(() => null)).toMatchObject({ INNGEST_BASE_URL: env.INNGEST_BASE_URL });
    expect(await ask(before.databaseUrl, "select 1")).toBe(1);
    await sendCode(env);
  });

  it("starts again after kill -9 of everything, with data, secrets and address kept", async () => {
    const first = await up(start({ PORT: String(await freePort()) }));
    await ask(first.databaseUrl, "create table bell as select 42 as rings");
    const secret = (await webEnv(first)).BELFRY_SECRET;
    for (const pid of Object.values(first.pids)) process.kill(pid, "SIGKILL");
    await up(start({ PORT: new URL(first.url).port }));
    expect(await ask(instance().databaseUrl, "select rings from bell")).toBe(42);
    expect((await webEnv(instance())).BELFRY_SECRET).toBe(secret);
  });

  it("leaves nobody behind but a Postgres when only the supervisor is killed; the next start ends that", async () => {
    const first = await up(start({ PORT: String(await freePort()) }));
    process.kill(first.pids.supervisor as number, "SIGKILL");
    await up(start({ PORT: new URL(first.url).port }));
    expect(Object.values(first.pids).filter((pid) => processStart(pid))).toEqual([]);
  });

  it("refuses a second start on the same data folder, naming the first", async () => {
    const first = await up(start());
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.said().trim()).toBe(
      `Belfry is already running on ${dataDir} (process ${first.pids.supervisor}) at ${first.url}.`,
    );
    expect(instance()).toEqual(first);
  });

  it("stops all with one sentence when a process keeps dying", async () => {
    const one = start();
    const { url, pids } = await up(one);
    const die = setInterval(() => fetch(`${url.replace("localhost", "127.0.0.1")}/die`).catch(() => {}), 20);
    expect(await one.exit.finally(() => clearInterval(die))).toBe(1);
    expect(one.said()).toContain("web ended 6 times within a minute (exit code 7): Belfry stops.");
    expect(Object.values(pids).filter((pid) => processStart(pid))).toEqual([]);
  });
});

describe("a start that cannot succeed says why in a sentence", () => {
  const crash = 'throw new Error("the port is cursed")';
  it.each<[string, Record<string, string>, { web?: string; prepare?: string }, RegExp]>([
    ["PORT", { PORT: "http" }, {}, /^PORT must be a number from 1 to 65535 \(0 means any free port\), not "http"\.$/],
    [
      "HOST",
      { HOST: "203.0.113.9" },
      {},
      /^HOST must be an address of this machine: 203\.0\.113\.9 cannot be listened on/,
    ],
    ["BELFRY_URL", { BELFRY_URL: "belfry.test/x" }, {}, /^BELFRY_URL must be an address like/],
    ["BELFRY_SEED", { BELFRY_SEED: "full" }, {}, /^BELFRY_SEED must be demo or empty, not "full"\.$/],
    [
      "a dying web process",
      {},
      { web: crash },
      /\nweb ended while Belfry was starting \(exit code 1\)\. Its last words:\n(.*\n)*Error: the port is cursed$/,
    ],
    [
      "prepare",
      {},
      { prepare: 'console.error("The database at db.test does not answer."); process.exit(1)' },
      /\nThe database at db\.test does not answer\.$/,
    ],
  ])("%s", async (_, env, commands, sentence) => {
    const one = start(env, commands);
    expect(await one.exit).toBe(1);
    expect(one.said().trim()).toMatch(sentence);
    expect(one.said()).not.toMatch(/^\s+at /m);
    expect(existsSync(join(dataDir, "instance.json"))).toBe(false);
  });

  it("a busy port, before anything is started", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const one = start({ PORT: String(port) });
    expect(await one.exit).toBe(1);
    expect(one.said().trim()).toBe(
      `Port ${port} is in use: stop what listens there, or choose another one, e.g. PORT=${port + 1} npm start.`,
    );
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
    server.close();
  });

  it("a data folder that cannot be written", async () => {
    writeFileSync(dataDir, "");
    const one = start();
    expect(await one.exit).toBe(1);
    expect(one.said().trim()).toBe(
      `The data folder ${dataDir} cannot be written (it is not a folder): choose another with BELFRY_DATA_DIR.`,
    );
  });
});

function readyPid(): number | undefined {
  return existsSync(join(dataDir, "instance.json")) ? instance().pids.supervisor : undefined;
}

async function freePort(): Promise<number> {
  const { freePort } = await import("../port");
  return freePort();
}

async function sendCode(env: Record<string, string>): Promise<void> {
  const tags = [{ name: "category", value: "sign-in" }];
  const mail = { from: "b@belfry.test", to: "mia@north.test", subject: "123456 is your code", text: "x", tags };
  const { error } = await new Resend(env.RESEND_API_KEY, { baseUrl: env.RESEND_BASE_URL }).emails.send(mail);
  expect(error).toBeNull();
}
