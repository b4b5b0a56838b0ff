import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import { CATALOGUE } from "../catalogue/registry";
import { type Outgoing, repeatsOf } from "../channels/define";
import { sendersOf } from "../channels/registry";
import { BATCH, credentialOf, isFree, type Throttled } from "./circuit-breaker";
import { PLACE } from "./place";
import { type InTurn, nextInTurn, noteServed } from "./turns";

/** Renewed while its worker lives, so that a lease that ran out means: its worker is dead. */
export const LEASE_SECONDS = 30;
/** So often a dead worker's row is taken over; whoever is left with it then has content that kills. */
const MAX_TAKEOVERS = 3;

/** A delivery under our lease, with all its channel needs. */
export interface Claimed extends Outgoing, Throttled, InTurn, Record<string, unknown> {
  channel: DeliveryChannel;
  attemptId: string;
  maxAttempts: number;
  /** When this try began, by the database's clock. */
  beganAt: string;
  /** It was left under way by workers that died: it travels alone, so that it takes nobody with it. */
  isSuspect: boolean;
}

/**
 * Takes the next that are due, in turn, under a lease. A row that a dead worker left `sending` repeats that attempt; any
 * other begins its next one. What its credential or its place may not be sent just now is passed over. One whose person
 * is no member by now, or whose place is gone or switched off, is cancelled instead; one whose workers keep dying is
 * `exhausted`; one that must not be sent twice and may have been is `unknown`. What is claimed awaits its call: until that
 * begins, nothing of it can have been sent.
 */
export async function claim(workspaceId: string, channel: DeliveryChannel, owner: string): Promise<Claimed[]> {
  const { next, looked } = await nextInTurn(workspaceId, channel, isWaiting(workspaceId, channel));
  if (next.length === 0) {
    noteServed(workspaceId, channel, [], looked);
    return [];
  }
  const { rows } = await db().execute<Claimed>(sql`
    ${PLAN_EACH_TIME}
    WITH due AS (
      SELECT d.id, t.place, t.turn, ${credentialOf(channel)} AS credential,
        d.state = 'sending' AND d.takeovers > 0 AS is_suspect
      FROM unnest(${sql.param(next.map(({ id }) => id))}::uuid[], ${sql.param(next.map(({ place }) => place))}::bigint[])
        WITH ORDINALITY AS t (id, place, turn) JOIN deliveries d ON d.id = t.id
      WHERE ${isWaiting(workspaceId, channel)} AND d.next_attempt_at <= statement_timestamp()
      ORDER BY t.turn LIMIT ${atOnce(channel)} FOR UPDATE OF d SKIP LOCKED
    ), paced AS (
      SELECT due.*, coalesce(p.ramp, ${BATCH}) AS ramp, p.key IS NOT NULL AS is_troubled,
        row_number() OVER (PARTITION BY credential ORDER BY due.turn) AS number,
        row_number() OVER (ORDER BY is_suspect DESC, due.turn) AS rank, bool_or(is_suspect) OVER () AS has_suspects
      FROM due LEFT JOIN credential_pauses p ON p.key = credential
    ), welcome AS (
      SELECT paced.*, ${ending(channel)} AS ending
      FROM paced JOIN deliveries d USING (id) LEFT JOIN members m USING (workspace_id, user_id)
      LEFT JOIN channel_configs config ON config.id = d.config_id
      WHERE CASE WHEN has_suspects THEN rank = 1 ELSE number <= paced.ramp END
    ), dropped AS (
      UPDATE deliveries d SET state = w.ending[1], reason = w.ending[2], lease_owner = NULL
      FROM welcome w WHERE d.id = w.id AND w.ending IS NOT NULL
    ), claimed AS (
      UPDATE deliveries d SET state = 'sending', lease_owner = ${owner}, awaits_call = true,
        attempts = CASE WHEN d.state = 'sending' THEN d.attempts ELSE d.attempts + 1 END,
        takeovers = d.takeovers + (d.state = 'sending')::int,
        maybe_duplicate = d.maybe_duplicate OR (${mayHaveBeenSent} AND ${repeats(channel)} = 'may_duplicate'),
        next_attempt_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      FROM welcome w WHERE d.id = w.id AND w.ending IS NULL
      RETURNING d.*, w.credential, w.place, w.turn, w.ramp, w.is_troubled, w.is_suspect
    ), written AS (
      INSERT INTO delivery_attempts (delivery_id, number) SELECT id, attempts FROM claimed
      RETURNING id, delivery_id, started_at
    )
    SELECT c.id AS "deliveryId", t.id AS "attemptId", c.notification_id AS "notificationId", c.user_id AS "userId",
      coalesce(a.id, c.digest_id) AS "activityId", c.digest_id AS "digestId", c.channel, c.address, c.attempts AS attempt, c.max_attempts AS "maxAttempts",
      t.started_at AS "beganAt", c.credential, c.place::text AS place, c.is_urgent AS "isUrgent", c.ramp, c.is_troubled AS "isTroubled", c.is_suspect AS "isSuspect",
      jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name) AS workspace,
      CASE WHEN c.config_id IS NOT NULL
        THEN jsonb_build_object('id', c.config_id, 'sealedTarget', config.sealed_target) END AS destination,
      CASE WHEN a.subject_id IS NOT NULL
        THEN jsonb_build_object('kind', a.subject_kind, 'id', a.subject_id) END AS subject,
      coalesce(a.title, 'Digest') AS title, coalesce(a.body, '') AS body, a.link, coalesce(a.type, 'digest') AS type,
      own.label,
      coalesce(a.category, 'system') AS category, coalesce(a.priority, 'normal') AS priority,
      coalesce(a.data, '{}') AS data, coalesce(a.actions, '[]') AS actions
    FROM claimed c
    JOIN written t ON t.delivery_id = c.id
    LEFT JOIN notifications n ON n.id = c.notification_id
    LEFT JOIN channel_configs config ON config.id = c.config_id
    LEFT JOIN activities a ON a.id = coalesce(n.activity_id, c.activity_id)
    LEFT JOIN event_types own ON own.workspace_id = a.workspace_id AND own.key = a.type
    JOIN workspaces w ON w.id = c.workspace_id ORDER BY c.turn`);
  noteServed(workspaceId, channel, rows, looked);
  return rows.map((row) => ({ ...row, label: row.label ?? CATALOGUE.get(row.type)?.label ?? row.type }));
}

/** When something falls due, and how long that is from now, both by the database's clock; the first null: never. */
export type NextDue = { nextDueAt: null } | { nextDueAt: Date; waitMs: number };

/** When the next of this workspace and channel may be sent. */
export async function nextDue(workspaceId: string, channel: DeliveryChannel): Promise<NextDue> {
  const waiting = isWaiting(workspaceId, channel);
  const isPaused = sql`p.until > statement_timestamp() AND starts_with(p.key, ${`${channel}:`})`;
  const { rows } = await db().execute<{ at: string | null; waitMs: number }>(sql`
    ${PLAN_EACH_TIME}
    SELECT at, (extract(epoch FROM at - clock_timestamp()) * 1000)::float8 AS "waitMs" FROM (SELECT least(
      (SELECT min(d.next_attempt_at) FROM deliveries d WHERE ${waiting} AND ${isFree(channel)}),
      (SELECT min(p.until) FROM credential_pauses p WHERE ${isPaused}
        AND EXISTS (SELECT FROM deliveries d WHERE ${waiting} AND ${credentialOf(channel)} = p.key)),
      (SELECT min(p.until) FROM credential_pauses p WHERE ${isPaused} AND p.key LIKE '% %'
        AND EXISTS (SELECT FROM deliveries d WHERE ${waiting} AND d.is_urgent = ANY('{true,false}')
          AND ${PLACE} = split_part(p.key, ' ', 2)::bigint))) AS at) next`);
  const [next] = rows;
  return next?.at ? { nextDueAt: new Date(next.at), waitMs: next.waitMs } : { nextDueAt: null };
}

const isWaiting = (workspaceId: string, channel: DeliveryChannel): SQL => sql`
  d.workspace_id = ${workspaceId} AND d.channel = ${channel} AND d.state IN ('pending', 'retrying', 'sending')`;

/** Left by a worker that died after its call had begun. */
const mayHaveBeenSent = sql`(d.state = 'sending' AND NOT d.awaits_call)`;

/** How many one claim takes of this channel: no more than it carries at the same time. */
export function atOnce(channel: DeliveryChannel): number {
  const { toPerson, toDestination } = sendersOf(channel);
  return Math.min(BATCH, toPerson?.atOnce?.() ?? BATCH, toDestination?.atOnce?.() ?? BATCH);
}

/** The state and the reason with which a delivery ends instead of being sent. */
function ending(channel: DeliveryChannel): SQL {
  return sql`CASE
    WHEN ${mayHaveBeenSent} AND ${repeats(channel)} = 'never'
      THEN ARRAY['unknown', 'its worker died while sending it, so it is not sent again']
    WHEN d.user_id IS NOT NULL AND m.user_id IS NULL THEN ARRAY['cancelled', 'member removed']
    WHEN d.user_id IS NULL AND config.id IS NULL THEN ARRAY['cancelled', 'destination removed']
    WHEN NOT config.is_active THEN ARRAY['cancelled', 'destination switched off']
    WHEN d.state = 'sending' AND d.takeovers >= ${MAX_TAKEOVERS}
      THEN ARRAY['exhausted', 'its worker died each time it was sent'] END`;
}

function repeats(channel: DeliveryChannel): SQL {
  const { toPerson, toDestination } = sendersOf(channel);
  const [person, destination] = [repeatsOf(toPerson ?? {}), repeatsOf(toDestination ?? {})];
  return sql.raw(
    person === destination ? `'${person}'` : `CASE WHEN d.config_id IS NULL THEN '${person}' ELSE '${destination}' END`,
  );
}
