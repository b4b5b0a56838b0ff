import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "@/db/migrate";

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
  const server = undefined as { url: string; stop(): Promise<void> } | undefined;
  const adminUrl = process.env.TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:54999/postgres";
  process.env.TEST_DATABASE_URL = adminUrl;
  const templateName = `belfry_template_${process.pid}`;
  await admin(adminUrl, `CREATE DATABASE ${templateName}`);
  const url = new URL(adminUrl);
  url.pathname = `/${templateName}`;
  await migrate(url.href);
  project.provide("adminUrl", adminUrl);
  project.provide("templateName", templateName);
  return async () => {
    await admin(adminUrl, `DROP DATABASE IF EXISTS ${templateName} WITH (FORCE)`);
    await server?.stop();
  };
}

async function admin(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
