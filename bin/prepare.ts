import { backUpBeforeMigration } from "@/db/backup/kept";
import { closeDatabase, db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { demoSignInUrl } from "@/lib/auth/demo-link";
import { env } from "@/lib/env";
import { findFirstWorkspace, isEmpty } from "@/lib/workspaces/bootstrap";
import { demoApiKey, ensureDemoKey, listDemoPeople } from "@/lib/workspaces/demo";

/** Run by `npm start` before the web process: backs up what it migrates in an embedded database, migrates, seeds an empty database, and answers who may sign in how. */
async function prepare(): Promise<void> {
  const { DATABASE_URL, DATABASE_URL_UNPOOLED, BELFRY_BACKUPS_DIR, BELFRY_DEMO } = env();
  const url = DATABASE_URL_UNPOOLED ?? DATABASE_URL;
  if (BELFRY_BACKUPS_DIR) await backUpBeforeMigration(url, BELFRY_BACKUPS_DIR);
  await migrate(url);
  if (await isEmpty(db())) await seed();
  const people = BELFRY_DEMO ? await listDemoPeople(db()) : [];
  if (people.length > 0) await ensureDemoKey(db());
  const answer = {
    workspace: await findFirstWorkspace(db()),
    people: people.map(({ id, ...person }) => ({ ...person, signInUrl: demoSignInUrl(id) })),
    apiKey: people.length > 0 ? demoApiKey() : null,
  };
  await closeDatabase();
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** A bundle of its own: reading it would take most of the time of every later start. */
async function seed(): Promise<void> {
  const { seedWhenEmpty }: typeof import("./seed") = await import(new URL("./seed.mjs", import.meta.url).href);
  await seedWhenEmpty();
}

prepare().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The database could not be prepared: ${sentenceOf(error)}\n`);
    process.exit(1);
  },
);

function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? sentenceOf(error.cause) : error.message;
}
