import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Database } from "@/db/client";
import { newApiKey, storeApiKey } from "@/lib/auth/api-key-auth";
import { query } from "./database";

export interface Producers {
  /** In turn one of several keys: one alone may send 200 a second only. */
  header(): { authorization: string };
  workspace: string;
  userId: string;
}

const KEYS = 20;

/** Makes producers of the demo workspace, and names a person they tell. */
export async function makeProducers(databaseUrl: string): Promise<Producers> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const on = drizzle(pool) as unknown as Database;
  const [member] = await query<{ slug: string; workspace_id: string; user_id: string }>(
    databaseUrl,
    "SELECT w.slug, m.workspace_id, m.user_id FROM members m JOIN workspaces w ON w.id = m.workspace_id WHERE m.role = 'member' LIMIT 1",
  );
  if (!member) throw new Error("The demo workspace has no members.");
  const keys = Array.from({ length: KEYS }, newApiKey);
  for (const key of keys) {
    await storeApiKey(key, { workspaceId: member.workspace_id, name: "bench", scopes: ["events:write"] }, on);
  }
  await pool.end();
  let turn = 0;
  return {
    header: () => ({ authorization: `Bearer ${keys[turn++ % KEYS]}` }),
    workspace: member.slug,
    userId: member.user_id,
  };
}

/** A type that goes to the inbox only: what is measured is the acceptance, not the mails it causes. */
export const eventFor = (userId: string, title: string) => ({
  type: "questionnaire.response_new",
  title,
  recipients: { users: [userId] },
});
