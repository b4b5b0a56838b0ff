import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { CATALOGUE } from "../catalogue/registry";

export interface DigestItem {
  notificationId: string;
  /** Its type's name. */
  label: string;
  title: string;
  body: string;
  link: string | null;
}

/** What a digest tells of, the oldest first. */
export async function digestItems(digestId: string): Promise<DigestItem[]> {
  const { rows } = await db().execute<Omit<DigestItem, "label"> & { type: string; own: string | null }>(sql`
    SELECT n.id AS "notificationId", n.type, e.label AS own, a.title, a.body, a.link
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id JOIN activities a ON a.id = n.activity_id
    LEFT JOIN event_types e ON e.workspace_id = n.workspace_id AND e.key = n.type
    WHERE d.digest_id = ${digestId} AND d.state = 'skipped' ORDER BY n.created_at, n.id`);
  return rows.map(({ type, own, ...item }) => ({ ...item, label: own ?? CATALOGUE.get(type)?.label ?? type }));
}
