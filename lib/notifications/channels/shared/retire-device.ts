import { sql } from "drizzle-orm";
import { db } from "@/db/client";

interface Retired {
  address: string;
  userId: string | null;
}

/** Pushes go no more to this device of this person's, unless it has registered again `since` then. */
export async function retireDevice({ address, userId }: Retired, since: Date): Promise<void> {
  await db().execute(sql`
    UPDATE devices SET failures = failures + 1
    WHERE address = ${address} AND user_id = ${userId} AND last_seen_at <= ${since.toISOString()}::timestamptz`);
}
