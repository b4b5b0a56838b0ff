import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "@/db/migrate";
import { startPostgres } from "@/embedded/postgres/server";
import { takeLock } from "@/embedded/supervisor/lock.mjs";

const FOLDER = ".belfry-test";

declare module "vitest" {
  interface ProvidedContext {
    adminUrl: string;
    templateName: string;
  }
}

/**
 * One PostgreSQL for the whole run (TEST_DATABASE_URL, or an embedded one of its own), and in it one migrated
 * template that every test file's database is copied from.
 */
export default async function setup(project: TestProject) {
  const server = await openServer();
  process.env.TEST_DATABASE_URL = server.url;
  const templateName = `belfry_template_${process.pid}`;
  await admin(server.url, `CREATE DATABASE ${templateName}`);
  const url = new URL(server.url);
  url.pathname = `/${templateName}`;
  await migrate(url.href);
  project.provide("adminUrl", server.url);
  project.provide("templateName", templateName);
  return async () => {
    await admin(server.url, `DROP DATABASE IF EXISTS ${templateName} WITH (FORCE)`);
    await server.stop();
  };
}

/**
 * The folder is the same for every run, so that what a killed run left behind is found and ended; a second run at the
 * same time gets one of its own.
 */
async function openServer(): Promise<{ url: string; stop(): Promise<void> }> {
  if (process.env.TEST_DATABASE_URL) return { url: process.env.TEST_DATABASE_URL, stop: async () => {} };
  mkdirSync(FOLDER, { recursive: true });
  const lock = takeLock(FOLDER, "tests");
  const dataDir = "holder" in lock ? mkdtempSync(join(tmpdir(), "belfry-tests-")) : FOLDER;
  const server = await startPostgres({ dataDir, fast: true });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      if ("release" in lock) lock.release();
      else rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function admin(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
