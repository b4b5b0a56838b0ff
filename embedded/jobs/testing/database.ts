import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../../postgres/server";

export interface Cluster {
  /** Connects as administrator. */
  url: string;
  stop(): Promise<void>;
}

/** The cluster at TEST_DATABASE_URL, or one of our own in a temporary folder. */
export async function openCluster(): Promise<Cluster> {
  if (process.env.TEST_DATABASE_URL) return { url: process.env.TEST_DATABASE_URL, stop: async () => {} };
  const dataDir = mkdtempSync(path.join(tmpdir(), "jobs-postgres-"));
  const postgres = await startPostgres({ dataDir, fast: true });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
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
