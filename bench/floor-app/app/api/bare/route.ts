import { createHash, randomUUID } from "node:crypto";
import { Pool } from "pg";

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const FIND_KEY = "SELECT id, workspace_id, secret_hash FROM api_keys WHERE prefix = $1 AND revoked_at IS NULL";
const ACTIVITY = `INSERT INTO activities (id, workspace_id, type, category, priority, actor_kind, actor_id, title, recipients)
  VALUES ($1, $2, $3, 'system', 'normal', 'api_key', $4, $5, 1)`;
const COUNTER = `INSERT INTO inbox_counters AS c (user_id, workspace_id, unread, seq) VALUES ($1, $2, 1, 1)
  ON CONFLICT (user_id, workspace_id) DO UPDATE SET unread = c.unread + 1, seq = c.seq + 1 RETURNING seq`;
const NOTIFICATION = `INSERT INTO notifications
  (id, workspace_id, user_id, activity_id, in_inbox, seq, type, category, priority, decision)
  VALUES ($1, $2, $3, $4, true, $5, $6, 'system', 'normal', '{}')`;

/** P7's floor: a key look-up and the rows of one event for one person, with nothing around them. */
export async function POST(request: Request): Promise<Response> {
  const [prefix = "", secret = ""] = (request.headers.get("authorization") ?? "").slice("Bearer ".length).split(".");
  const { type, title, userId } = (await request.json()) as { type: string; title: string; userId: string };
  const client = await pool.connect();
  try {
    const key = (await client.query(FIND_KEY, [prefix])).rows[0];
    const isRight = key?.secret_hash === createHash("sha256").update(secret).digest("hex");
    if (!isRight) return Response.json({}, { status: 401 });
    const [activity, notification] = [randomUUID(), randomUUID()];
    await client.query("BEGIN");
    await client.query(ACTIVITY, [activity, key.workspace_id, type, key.id, title]);
    const counter = await client.query(COUNTER, [userId, key.workspace_id]);
    await client.query(NOTIFICATION, [notification, key.workspace_id, userId, activity, counter.rows[0].seq, type]);
    await client.query("COMMIT");
    return Response.json({ eventId: activity, recipients: 1, deliveries: 0 }, { status: 202 });
  } finally {
    client.release();
  }
}
