import { type SQL, sql } from "drizzle-orm";

/**
 * `INSERT … RETURNING activity_id, channel`, for the statement that writes `events(n, activity_id, type, is_shareable, priority)`: one
 * delivery of each for each of the workspace's own active destinations that has its type on, and for e-mail one per
 * address. Only types made to be shared get there.
 */
export const shareWithDestinations = (workspaceId: string): SQL => sql`
  INSERT INTO deliveries (workspace_id, activity_id, config_id, channel, address, is_urgent)
  SELECT c.workspace_id, events.activity_id, c.id, c.channel, address, events.priority = 'urgent'
  FROM events JOIN channel_configs c ON events.type = ANY(c.events_enabled) CROSS JOIN LATERAL
    unnest(CASE c.channel WHEN 'email' THEN c.email_addresses ELSE ARRAY[c.target_hint] END) AS address
  WHERE events.is_shareable AND c.workspace_id = ${workspaceId}::uuid AND c.is_active
  ORDER BY events.n, c.id, address
  RETURNING activity_id, channel`;
