import { existsSync } from "node:fs";
import { backUp } from "@/db/backup/write";
import { withDatabase } from "./database";

/** Backs the configured database up into `file`; answers what to tell the person. */
export async function main(root: string, file: string): Promise<string> {
  if (existsSync(file)) throw new Error(`${file} exists already: name a new file.`);
  return withDatabase(root, async ({ url, dataDir }) => {
    const { rows, tables } = await backUp(url, file);
    const secrets = process.env.BELFRY_SECRET ? "BELFRY_SECRET" : `${dataDir}/secrets.json`;
    return `${rows} rows of ${tables} tables are in ${file}. Keep ${secrets} too: it opens what is sealed in them.`;
  });
}
