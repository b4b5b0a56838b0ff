import { type SQL, sql } from "drizzle-orm";
import { CHANNELS, type Channel, PREFERENCE_SCOPES } from "@/db/enums";
import type { NotificationType } from "../catalogue/define";
import type { Source } from "./contract";

/** Per channel: whether it is used, and the rule that said so. Kept with each notification, for its trace. */
export type Decision = Record<Channel, { on: boolean; rule: Source }>;

/** Every way out but the inbox itself. */
export type OutgoingChannel = Exclude<Channel, "in_app">;
export const OUTGOING = CHANNELS.filter((channel): channel is OutgoingChannel => channel !== "in_app");

interface About {
  workspaceId: string;
  type: NotificationType;
  userIds: string[];
}

/**
 * `SELECT user_id, decision`: what each of these people gets this type by, in one query however many they are. For
 * each channel the first that has a word decides: the person on the type, on its category, on everything; their
 * workspace in the same order; the catalogue. `settleMatrix` says the same for the page.
 */
export function decisionsFor({ workspaceId, type, userIds }: About): SQL {
  const ids = sql`${sql.param(userIds)}::uuid[]`;
  return sql`
    WITH said AS (
      SELECT DISTINCT ON (user_id, channel) user_id, channel,
        jsonb_build_object('on', is_on, 'rule', CASE WHEN user_id IS NULL THEN 'workspace' ELSE scope END) AS verdict
      FROM preferences
      WHERE workspace_id = ${workspaceId} AND (user_id IS NULL OR user_id = ANY(${ids}))
        AND is_on IS NOT NULL AND (scope, key) IN (('type', ${type.key}), ('category', ${type.category}), ('all', ''))
      ORDER BY user_id, channel, array_position(${sql.param([...PREFERENCE_SCOPES])}::text[], scope)
    ), common AS (
      SELECT ${JSON.stringify(defaultsOf(type))}::jsonb || coalesce(jsonb_object_agg(channel, verdict), '{}') AS verdicts
      FROM said WHERE user_id IS NULL
    ), gathered AS (
      -- No join: what the planner believes of this table may be long out of date, and 10,000 squared is much.
      SELECT id AS user_id, NULL AS channel, NULL::jsonb AS verdict FROM unnest(${ids}) AS id
      UNION ALL SELECT user_id, channel, verdict FROM said WHERE user_id IS NOT NULL
    )
    SELECT user_id,
      common.verdicts || coalesce(jsonb_object_agg(channel, verdict) FILTER (WHERE channel IS NOT NULL), '{}') AS decision
    FROM gathered CROSS JOIN common GROUP BY user_id, common.verdicts`;
}

/** Whether that decision uses the channel, in SQL. */
export const isOnBy = (decision: SQL, channel: Channel): SQL => sql`(${decision}->${channel}::text->>'on')::boolean`;

function defaultsOf(type: NotificationType): Decision {
  const decide = (channel: Channel) => ({ on: type.channels.includes(channel), rule: "catalogue" });
  return Object.fromEntries(CHANNELS.map((channel) => [channel, decide(channel)])) as Decision;
}
