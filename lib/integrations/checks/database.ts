import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Finding, failing, messageOf, ok } from "./finding";

/** One round trip. */
export async function checkDatabase(): Promise<Finding> {
  try {
    const { rows } = await db().execute<{ version: string }>(sql`SELECT current_setting('server_version') AS version`);
    return ok(`PostgreSQL ${rows[0]?.version.split(" ")[0] ?? ""} answers.`);
  } catch (error) {
    return failing(
      `The database does not answer: ${messageOf(error)}`,
      "See that it runs and that DATABASE_URL leads to it.",
    );
  }
}
