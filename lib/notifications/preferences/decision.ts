import { type SQL, sql } from "drizzle-orm";
import { type Cadence, NOTIFICATION_CHANNELS, type NotificationChannel, PREFERENCE_SCOPES } from "@/db/enums";
import type { NotificationType } from "../catalogue/define";
import type { WorkspaceWord } from "../catalogue/policy";
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

/**
 * CTEs, the last of them `decided(n, user_id, decision)`: what each of those told gets each event by, in one query
 * however many there are. They read `events(n, type, group_key)`, whose types these are, and `told(n, user_id)`. A muted
 * subject ends it, unless the type is critical. Else for each channel, and apart from each other for whether, how often
 * and how late, the first that has a word decides: the person on the type, on its category, on everything; their
 * workspace in the same order; the catalogue. A critical type that all of this has switched off stays in the inbox.
 * `settleMatrix` says the same for the page.
 */
export function decidedFor(workspaceId: string, types: DecidedType[], hasSubjects: boolean): SQL {
  const merged = sql`CASE ${hasSubjects ? MUTED_FIRST : sql``} WHEN own.verdicts IS NULL THEN types.verdicts ELSE (
    SELECT jsonb_object_agg(c.key, c.value || coalesce(own.verdicts->c.key, '{}')) FROM jsonb_each(types.verdicts) c) END`;
  const hasCritical = types.some(({ is_critical }) => is_critical);
  return sql`
    types AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(types)}::jsonb)
        AS t(type text, category text, is_off boolean, is_critical boolean, verdicts jsonb)
    ), said AS (
      SELECT type, user_id, channel, jsonb_strip_nulls(jsonb_build_object(${sql.join(ASPECTS.map(firstWord), sql`, `)})) AS verdict
      FROM (
        SELECT types.type, user_id, channel, is_on, cadence, delay_minutes, scope AS rule,
          array_position(${sql.param([...PREFERENCE_SCOPES])}::text[], scope) AS rank
        -- A type that is not rolled out yet reaches only those who asked for that very type.
        FROM preferences JOIN types ON (scope = 'type' OR NOT is_off)
          AND key = CASE scope WHEN 'type' THEN types.type WHEN 'category' THEN types.category ELSE '' END
        WHERE workspace_id = ${workspaceId} AND user_id = ANY(ARRAY(SELECT user_id FROM told))
      ) word GROUP BY type, user_id, channel
    ), own AS (SELECT type, user_id, jsonb_object_agg(channel, verdict) AS verdicts FROM said GROUP BY type, user_id
    ), decided AS (
      SELECT n, user_id, ${hasCritical ? sql`CASE WHEN is_critical THEN ${STAYING} ELSE decision END AS decision` : sql`decision`}
      FROM (
        SELECT told.n, told.user_id, is_critical, ${merged} AS decision
        FROM told JOIN events USING (n) JOIN types USING (type)
        LEFT JOIN own ON own.user_id = told.user_id AND own.type = types.type
        ${hasSubjects ? mutedBy(workspaceId) : sql``}
        -- Worked out once, not wherever it is named.
        OFFSET 0
      ) one
    )`;
}

/** A type as the statement reads it, with what its workspace and the catalogue say to whoever has said nothing. */
export interface DecidedType {
  type: string;
  category: string;
  is_off: boolean;
  is_critical: boolean;
  verdicts: Decision;
}

export const decidedType = (type: NotificationType, words: WorkspaceWord[]): DecidedType => ({
  type: type.key,
  category: type.category,
  is_off: type.rollout === "off",
  is_critical: type.critical === true,
  verdicts: saidToAll(type, words),
});

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

const mutedBy = (workspaceId: string): SQL => sql`
  LEFT JOIN subject_mutes muted ON muted.workspace_id = ${workspaceId}
    AND muted.user_id = told.user_id AND muted.subject_key = events.group_key`;

const perChannel = <T>(of: (channel: NotificationChannel) => T) =>
  Object.fromEntries(NOTIFICATION_CHANNELS.map((channel) => [channel, of(channel)])) as Record<NotificationChannel, T>;

const MUTED: Decision = perChannel(() => ({ on: false, rule: "mute" }));
const MUTED_FIRST = sql`WHEN muted.user_id IS NOT NULL AND NOT is_critical THEN ${JSON.stringify(MUTED)}::jsonb`;

/** The first check is for speed: hardly anybody has switched the inbox off. */
const STAYING = sql`CASE WHEN ${isOnBy(sql`decision`, "in_app")} OR EXISTS (
    SELECT FROM jsonb_each(decision) c WHERE (c.value->>'on')::boolean)
  THEN decision ELSE decision || '{"in_app": {"on": true, "rule": "critical"}}' END`;

/** The workspace's nearest word for each aspect, over the catalogue's. */
function saidToAll(type: NotificationType, words: WorkspaceWord[]): Decision {
  const keys = { type: type.key, category: type.category, all: "" };
  const about = words
    .filter(({ scope, key }) => key === keys[scope] && (scope === "type" || type.rollout !== "off"))
    .sort((a, b) => PREFERENCE_SCOPES.indexOf(a.scope) - PREFERENCE_SCOPES.indexOf(b.scope));
  const defaults = defaultsOf(type);
  return perChannel((channel) => {
    const first = <K extends "isOn" | "cadence" | "delayMinutes">(aspect: K) =>
      about.find((word) => word.channel === channel && word[aspect] !== null)?.[aspect] ?? undefined;
    const [on, cadence, delayMinutes] = [first("isOn"), first("cadence"), first("delayMinutes")];
    return {
      ...defaults[channel],
      ...(on !== undefined && { on, rule: "workspace" as const }),
      ...(cadence !== undefined && { cadence, cadenceRule: "workspace" as const }),
      ...(delayMinutes !== undefined && { delayMinutes, delayRule: "workspace" as const }),
    };
  });
}

function defaultsOf(type: NotificationType): Decision {
  const rule: DecisionSource = type.rollout === "off" ? "rollout" : "catalogue";
  return perChannel((channel) => {
    const delayMinutes = channel === "in_app" ? undefined : type.delayMinutes?.[channel];
    const on = rule === "catalogue" && type.channels.includes(channel);
    return { on, rule, ...(delayMinutes !== undefined && { delayMinutes, delayRule: rule }) };
  });
}
