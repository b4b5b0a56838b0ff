import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Client } from "pg";
import { knownLevels, migrate, schemaLevel } from "../migrate";
import { withSession } from "../session";
import { archiveReader, BackupRefused, damaged, type Header, type Line } from "./archive";
import { copyIn } from "./copy";
import { copyOf, listForeignKeys, listTables, nameOf, PLAIN_TEXT, type Sequence, type Table } from "./tables";

type Archive = ReturnType<typeof archiveReader>;

/**
 * Brings a backup into the empty database at `url`, in one transaction, then on to this version's schema. A damaged
 * file, one of a newer Belfry and a database that holds something are refused with `BackupRefused`.
 */
export async function restore(url: string, file: string, folder = "db/migrations"): Promise<{ rows: number }> {
  await access(file).catch(() => {
    throw new BackupRefused(`There is no file ${file} that can be read.`);
  });
  const content = createGunzip();
  const reading = pipeline(createReadStream(file), content).catch((error: unknown) => content.destroy(error as Error));
  const archive = archiveReader(content);
  try {
    const { level } = readHeader(await archive.line());
    await prepareSchema(url, level, folder);
    const summary = await withSession(url, (client) => fill(client, archive));
    await migrate(url, { folder });
    return summary;
  } finally {
    content.destroy();
    await reading;
  }
}

function readHeader(line: Header | Line): Header {
  if (!("format" in line) || line.format !== "belfry-backup") throw damaged();
  if (line.version !== 1) throw newer();
  return line;
}

const newer = () => new BackupRefused("The backup was made by a newer Belfry: restore it with that version.");

/** The data fits the schema it was written under; what came later is migrated afterwards, as it would have been. */
async function prepareSchema(url: string, level: number, folder: string): Promise<void> {
  if (!knownLevels(folder).includes(level)) throw newer();
  const present = await schemaLevel(url);
  if (present === 0) await migrate(url, { folder, upTo: level });
  else if (present !== level) {
    throw new BackupRefused("The database has another version's tables: restore into a new, empty database.");
  }
}

async function fill(client: Client, archive: Archive): Promise<{ rows: number }> {
  await client.query(PLAIN_TEXT);
  await client.query("BEGIN");
  const tables = await listTables(client);
  await ensureEmpty(client, tables);
  // Checked once at the end, whatever the order of tables; and no trigger does again what the data shows as done.
  const keys = await listForeignKeys(client);
  for (const { drop } of keys) await client.query(drop);
  for (const { name } of tables) await client.query(`ALTER TABLE ${nameOf(name)} DISABLE TRIGGER USER`);
  const rows = await copyAll(client, archive, tables);
  for (const { name } of tables) await client.query(`ALTER TABLE ${nameOf(name)} ENABLE TRIGGER USER`);
  for (const { add } of keys) await client.query(add);
  await client.query("COMMIT");
  await client.query("ANALYZE");
  return { rows };
}

async function ensureEmpty(client: Client, tables: Table[]): Promise<void> {
  await client.query(`LOCK TABLE ${tables.map(({ name }) => nameOf(name)).join(", ")} IN ACCESS EXCLUSIVE MODE`);
  for (const { name } of tables) {
    const { rowCount } = await client.query(`SELECT FROM ${nameOf(name)} LIMIT 1`);
    if (!rowCount) continue;
    throw new BackupRefused(`The database is not empty (there are ${name}): restore into a new, empty one.`);
  }
}

/** Every table exactly once, then the sequences, then a matching end; anything else is no backup of this schema. */
async function copyAll(client: Client, archive: Archive, tables: Table[]): Promise<number> {
  const wanted = new Map(tables.map((table) => [table.name, table]));
  let rows = 0;
  for (;;) {
    const line = await archive.line();
    if ("end" in line) break;
    if ("table" in line) {
      const table = wanted.get(line.table);
      if (!table || line.columns.join() !== table.columns.join()) throw damaged();
      wanted.delete(line.table);
      rows += await copyTable(client, archive, table);
    } else if ("sequence" in line) await setSequence(client, line);
    else throw damaged();
  }
  if (wanted.size > 0) throw damaged();
  return rows;
}

async function copyTable(client: Client, archive: Archive, table: Table): Promise<number> {
  let announced = -1;
  async function* data(): AsyncGenerator<Buffer> {
    for (;;) {
      const line = await archive.line();
      if ("bytes" in line && Number.isSafeInteger(line.bytes)) yield* archive.bytes(line.bytes);
      else if ("rows" in line) {
        announced = line.rows;
        return;
      } else throw damaged();
    }
  }
  // Data the server cannot read was not written by it.
  const rows = await copyIn(client, `COPY ${copyOf(table)} FROM STDIN`, data()).catch((error: unknown) => {
    throw isAboutData(error) ? damaged(error) : error;
  });
  if (rows !== announced) throw damaged();
  return rows;
}

const isAboutData = (error: unknown) => error instanceof Error && "code" in error && /^2[23]/.test(String(error.code));

async function setSequence(client: Client, { sequence, value, isCalled }: Sequence): Promise<void> {
  const { rows } = await client.query("SELECT to_regclass($1) AS found", [nameOf(sequence)]);
  if (!rows[0].found || !/^-?\d+$/.test(value)) throw damaged();
  await client.query("SELECT setval($1::regclass, $2::bigint, $3::boolean)", [nameOf(sequence), value, isCalled]);
}
