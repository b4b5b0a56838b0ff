import { restore } from "@/db/backup/restore";
import { withDatabase } from "./database";

/** Restores `file` into the configured database, which must be empty; answers what to tell the person. */
export async function main(root: string, file: string): Promise<string> {
  return withDatabase(root, async ({ url, dataDir }) => {
    const { rows } = await restore(url, file);
    const secrets = process.env.BELFRY_SECRET ? "the same BELFRY_SECRET" : `the old secrets.json in ${dataDir}`;
    return `${rows} rows were restored. Start Belfry with ${secrets}, or everybody has to sign in again.`;
  });
}
