import { sql } from "drizzle-orm";
import { db } from "./client";

/** Now, by the database's clock: the one that times in rows are compared with. A process's own may be anywhere. */
export async function databaseNow(): Promise<Date> {
  const { rows } = await db().execute<{ now: string }>(sql`SELECT clock_timestamp() AS now`);
  return new Date(rows[0]?.now ?? Number.NaN);
}
