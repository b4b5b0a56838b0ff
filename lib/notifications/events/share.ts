import { type SQL, sql } from "drizzle-orm";
import type { Plan } from "./plan";

/** Answers like the statement below, and does nothing. */
const NOBODY = sql`SELECT NULL::text AS channel WHERE false`;

/**
 * `INSERT … RETURNING channel`, for the statement that writes an event: one delivery for each of the workspace's own
 * active destinations that has this type on, and for e-mail one per address. Only types made to be shared get there.
 */
export function shareWithDestinations({
  workspaceId,
  activityId,
  type,
}: Pick<Plan, "workspaceId" | "activityId" | "type">): SQL {
  if (!type.shareable) return NOBODY;
  return sql`
    INSERT INTO deliveries (workspace_id, activity_id, config_id, channel, address)
    SELECT c.workspace_id, ${activityId}::uuid, c.id, c.channel, address
    FROM channel_configs c,
      unnest(CASE c.channel WHEN 'email' THEN c.email_addresses ELSE ARRAY[c.target_hint] END) AS address
    WHERE c.workspace_id = ${workspaceId}::uuid AND c.is_active AND ${type.key} = ANY(c.events_enabled)
    ORDER BY c.id, address
    RETURNING channel`;
}
