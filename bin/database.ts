import { startPostgres } from "@/embedded/postgres/server";
import { findInstance } from "@/embedded/supervisor/instance";
import { takeLock } from "@/embedded/supervisor/lock.mjs";
import { ensureDataDir, readSettings } from "@/embedded/supervisor/settings";

interface Place {
  /** Past any pooler. */
  url: string;
  dataDir: string;
}

/**
 * Runs `work` on the database the settings name: DATABASE_URL's, or the embedded one, which is started for the
 * moment unless a running Belfry has it.
 */
export async function withDatabase<T>(root: string, work: (place: Place) => Promise<T>): Promise<T> {
  const { dataDir, embeds } = await readSettings(process.env, root, false);
  const given = process.env.DATABASE_URL_UNPOOLED?.trim() || process.env.DATABASE_URL?.trim();
  if (!embeds.postgres && given) return work({ url: given, dataDir });
  ensureDataDir(dataDir);
  const lock = takeLock(dataDir, "supervisor");
  if ("holder" in lock) {
    const url = findInstance(dataDir)?.databaseUrl;
    if (url) return work({ url, dataDir });
    throw new Error(`Belfry is starting or stopping on ${dataDir} (process ${lock.holder}): try again in a moment.`);
  }
  try {
    const postgres = await startPostgres({ dataDir });
    return await work({ url: postgres.url, dataDir }).finally(() => postgres.stop());
  } finally {
    lock.release();
  }
}
