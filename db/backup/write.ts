import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Client } from "pg";
import { holdSchema } from "../migrate";
import { withSession } from "../session";
import { archiveWriter, BackupRefused } from "./archive";
import { copyOut } from "./copy";
import { copyOf, listSequences, listTables, PLAIN_TEXT } from "./tables";

/**
 * Writes all tables of the database at `url`, as they were at one moment, to `file` (0600), while others go on
 * writing. The file is there when it is whole, or not at all. Answers what it holds.
 */
export async function backUp(url: string, file: string): Promise<{ tables: number; rows: number }> {
  const draft = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const summary = await withSession(url, (client) => writeDraft(client, draft));
    await rename(draft, file);
    return summary;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(client: Client, draft: string): Promise<{ tables: number; rows: number }> {
  await client.query(PLAIN_TEXT);
  const level = await holdSchema(client);
  if (level === 0) throw new BackupRefused("There is nothing to back up: Belfry has never used this database.");
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const summary = { tables: 0, rows: 0 };
  const content = Readable.from(archive(client, level, summary), { objectMode: false });
  await pipeline(content, createGzip({ level: 4 }), createWriteStream(draft, { flags: "wx", mode: 0o600 }));
  await flush(draft);
  return summary;
}

async function* archive(client: Client, level: number, summary: { tables: number; rows: number }) {
  const write = archiveWriter();
  yield write.line({ format: "belfry-backup", version: 1, level, createdAt: new Date().toISOString() });
  for (const table of await listTables(client)) {
    let rows = 0;
    yield write.line({ table: table.name, columns: table.columns });
    yield* write.data(counted(copyOut(client, `COPY ${copyOf(table)} TO STDOUT`), () => rows++));
    yield write.line({ rows });
    summary.tables++;
    summary.rows += rows;
  }
  for (const sequence of await listSequences(client)) yield write.line({ ...sequence });
  yield write.end();
}

/** COPY answers one message per row. */
async function* counted(rows: AsyncIterable<Buffer>, onRow: () => void): AsyncGenerator<Buffer> {
  for await (const row of rows) {
    onRow();
    yield row;
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}
