import { type SQL, sql } from "drizzle-orm";
import { type Cadence, NOTIFICATION_CHANNELS, type NotificationChannel, PREFERENCE_SCOPES } from "@/db/enums";
import type { NotificationType } from "../catalogue/define";
import type { Source } from "./contract";

/** Who had the word: as on the page, or the person who muted the event's subject. */
export type DecisionSource = Source | "mute";

/** What was decided for one channel; when, only where somebody (or the catalogue) has said so. */
export interface Verdict {
  on: boolean;
  rule: DecisionSource;
  cadence?: Cadence;
  cadenceRule?: DecisionSource;
  /** Only if it is still unread after so many minutes. */
  delayMinutes?: number;
  delayRule?: DecisionSource;
}

/** Per channel: whether it is used and when, and the rules that said so. Kept with each notification, for its trace. */
export type Decision = Record<NotificationChannel, Verdict>;

/** Every way out but the inbox itself. */
export type OutgoingChannel = Exclude<NotificationChannel, "in_app">;
export const OUTGOING = NOTIFICATION_CHANNELS.filter((channel): channel is OutgoingChannel => channel !== "in_app");

/** From so many people on the plan must know their number: one made for a few would compare everybody with everybody. */
export const MANY = 100;

interface About {
  workspaceId: string;
  type: NotificationType;
  userIds: string[];
  /** As `groupKey` writes it; null for an event without a subject. */
  subjectKey: string | null;
}

/**
 * `SELECT user_id, decision`: what each of these people gets this event by, in one query however many they are. A muted
 * subject ends it, unless the type is critical. Else for each channel, and apart from each other for whether, how often
 * and how late, the first that has a word decides: the person on the type, on its category, on everything; their
 * workspace in the same order; the catalogue. A critical type that all of this has switched off stays in the inbox.
 * `settleMatrix` says the same for the page.
 */
export function decisionsFor({ workspaceId, type, userIds, subjectKey }: About): SQL {
  const given = sql`${sql.param(userIds)}::uuid[]`;
  // Out of the planner's sight, a few cost what any few do: else it thinks that it gains by planning each time anew.
  const ids = userIds.length > MANY ? given : sql`(SELECT ${given})::uuid[]`;
  return sql`
    WITH said AS (
      SELECT user_id, channel, jsonb_strip_nulls(jsonb_build_object(${sql.join(ASPECTS.map(firstWord), sql`, `)})) AS verdict
      FROM (
        SELECT user_id, channel, is_on, cadence, delay_minutes,
          CASE WHEN user_id IS NULL THEN 'workspace' ELSE scope END AS rule,
          array_position(${sql.param([...PREFERENCE_SCOPES])}::text[], scope) AS rank
        FROM preferences
        WHERE workspace_id = ${workspaceId} AND (user_id IS NULL OR user_id = ANY(${ids})) AND ${isAbout(type)}
      ) word GROUP BY user_id, channel
    ), common AS (
      SELECT jsonb_object_agg(d.key, d.value || coalesce(said.verdict, '{}')) AS verdicts
      FROM jsonb_each(${JSON.stringify(defaultsOf(type))}::jsonb) d
      LEFT JOIN said ON said.user_id IS NULL AND said.channel = d.key
    ), gathered AS (
      -- No join: what the planner believes of these tables may be long out of date, and 10,000 squared is much.
      SELECT id AS user_id, NULL AS key, NULL::jsonb AS value FROM unnest(${ids}) AS id
      UNION ALL SELECT user_id, channel, verdict FROM said WHERE user_id IS NOT NULL
      ${type.critical ? sql`` : sql`UNION ALL ${mutesOf({ workspaceId, subjectKey, ids })}`}
    ), decided AS (
      SELECT user_id, CASE WHEN own IS NULL THEN verdicts WHEN own ? 'mute' THEN ${JSON.stringify(MUTED)}::jsonb ELSE (
        SELECT jsonb_object_agg(c.key, c.value || coalesce(own->c.key, '{}')) FROM jsonb_each(verdicts) c) END AS decision
      FROM (
        SELECT user_id, jsonb_object_agg(key, value) FILTER (WHERE key IS NOT NULL) AS own FROM gathered GROUP BY user_id
      ) person CROSS JOIN common
    )
    SELECT user_id, ${type.critical ? STAYING : sql`decision`} AS decision FROM decided`;
}

/** Whether that decision uses the channel, in SQL. */
export const isOnBy = (decision: SQL, channel: NotificationChannel): SQL =>
  sql`(${decision}->${channel}::text->>'on')::boolean`;

const ASPECTS = [
  { column: "is_on", value: "on", rule: "rule" },
  { column: "cadence", value: "cadence", rule: "cadenceRule" },
  { column: "delay_minutes", value: "delayMinutes", rule: "delayRule" },
] as const;

/** `name, its first value, name of its rule, that one's rule`: each aspect goes by the nearest place that has a word on it. */
function firstWord({ column, value, rule }: (typeof ASPECTS)[number]): SQL {
  const first = (what: string) => sql.raw(`(array_agg(${what} ORDER BY rank) FILTER (WHERE ${column} IS NOT NULL))[1]`);
  return sql`${sql.raw(`'${value}'`)}, ${first(column)}, ${sql.raw(`'${rule}'`)}, ${first("rule")}`;
}

/** A type that is not rolled out yet reaches only those who asked for that very type. */
const isAbout = ({ key, category, rollout }: NotificationType): SQL =>
  rollout === "off"
    ? sql`(scope, key) = ('type', ${key})`
    : sql`(scope, key) IN (('type', ${key}), ('category', ${category}), ('all', ''))`;

const mutesOf = ({ workspaceId, subjectKey, ids }: { workspaceId: string; subjectKey: string | null; ids: SQL }): SQL =>
  sql`SELECT user_id, 'mute', 'true'::jsonb FROM subject_mutes
    WHERE workspace_id = ${workspaceId} AND subject_key = ${subjectKey}::text AND user_id = ANY(${ids})`;

const perChannel = <T>(of: (channel: NotificationChannel) => T) =>
  Object.fromEntries(NOTIFICATION_CHANNELS.map((channel) => [channel, of(channel)])) as Record<NotificationChannel, T>;

const MUTED: Decision = perChannel(() => ({ on: false, rule: "mute" }));

/** The first check is for speed: hardly anybody has switched the inbox off. */
const STAYING = sql`CASE WHEN ${isOnBy(sql`decision`, "in_app")} OR EXISTS (
    SELECT FROM jsonb_each(decision) c WHERE (c.value->>'on')::boolean)
  THEN decision ELSE decision || '{"in_app": {"on": true, "rule": "critical"}}' END`;

function defaultsOf(type: NotificationType): Decision {
  const rule: DecisionSource = type.rollout === "off" ? "rollout" : "catalogue";
  return perChannel((channel) => {
    const delayMinutes = channel === "in_app" ? undefined : type.delayMinutes?.[channel];
    const on = rule === "catalogue" && type.channels.includes(channel);
    return { on, rule, ...(delayMinutes !== undefined && { delayMinutes, delayRule: rule }) };
  });
}
