import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { sendersOf } from "../channels/registry";
import { BATCH, isFree } from "./circuit-breaker";
import { PLACE } from "./place";

/** Of what is due, so many are looked at in the order in which they fell due: fewer are all there are. */
const HEAD = 4 * BATCH;
/** So many places one claim looks at: one that has passed so many in vain goes on from there the next time. */
const MOST_LOOKED_AT = 512;
/** Before every place. */
const START = "-9223372036854775808";
const END = "9223372036854775807";

/** Whose turn it was last, among the urgent and among the rest. */
interface Served {
  urgent: string;
  other: string;
}

/** What a claim knows of the turn in which one row was taken. */
export interface InTurn {
  place: string;
  isUrgent: boolean;
}

/** Per workspace and channel with more waiting than one claim takes. */
const served = new Map<string, Served>();

/** Remembers whom a claim served last, or how far it looked: the next one goes on behind that. */
export function noteServed(workspaceId: string, channel: DeliveryChannel, taken: InTurn[], looked: Looked): void {
  const key = `${workspaceId}:${channel}`;
  const last = (urgent: boolean) => taken.findLast(({ isUrgent }) => isUrgent === urgent)?.place;
  const before = servedBy(key);
  if (taken.length === 0 && !looked.urgent && !looked.other) return void served.delete(key);
  served.set(key, {
    urgent: looked.urgent ?? last(true) ?? before.urgent,
    other: looked.other ?? last(false) ?? before.other,
  });
}

const servedBy = (key: string): Served => served.get(key) ?? { urgent: START, other: START };

/** How many of one place one claim may take: a provider that paces each place would refuse more, or make all wait. */
export function mostPerPlace(channel: DeliveryChannel): number {
  const { toPerson, toDestination } = sendersOf(channel);
  return Math.min(toPerson?.perPlace ?? BATCH, toDestination?.perPlace ?? BATCH);
}

/**
 * What of this workspace and channel may be sent now, in fair order: what is urgent first, and each place's next before
 * any place's one after that, going on behind the place that was served last. A few more than one claim takes, for
 * another worker may hold some. It never sorts the backlog: where more is due than a few, it walks from place to place
 * by an index, so that its plan is the same however many wait.
 */
export async function nextInTurn(workspaceId: string, channel: DeliveryChannel, isWaiting: SQL): Promise<NextInTurn> {
  const { rows } = await db().execute<Row>(inTurn(workspaceId, channel, isWaiting));
  const next = rows.flatMap(({ id, place }) => (id && place ? [{ id, place }] : []));
  return { next, looked: { urgent: rows[0]?.urgent ?? null, other: rows[0]?.other ?? null } };
}

interface NextInTurn {
  next: { id: string; place: string }[];
  looked: Looked;
}

/** Where the walk gave up for this time, if it did. */
interface Looked {
  urgent: string | null;
  other: string | null;
}

interface Row extends Looked, Record<string, unknown> {
  id: string | null;
  place: string | null;
}

function inTurn(workspaceId: string, channel: DeliveryChannel, isWaiting: SQL): SQL {
  const { urgent, other } = servedBy(`${workspaceId}:${channel}`);
  const after = sql`CASE WHEN is_urgent THEN ${urgent}::bigint ELSE ${other}::bigint END`;
  const isDue = sql`${isWaiting} AND d.next_attempt_at <= statement_timestamp()`;
  return sql`
    WITH RECURSIVE head AS MATERIALIZED (
      SELECT d.id, d.is_urgent, d.next_attempt_at, ${PLACE} AS place, ${isSendable(channel)} AS is_sendable
      FROM deliveries d WHERE ${isDue} ORDER BY d.next_attempt_at, d.id LIMIT ${literal(HEAD)}
    ), class (is_urgent, after) AS (
      SELECT true, ${urgent}::bigint
      UNION ALL SELECT false, ${other}::bigint WHERE (SELECT count(*) FROM head) = ${literal(HEAD)}
    ), walk AS (
      SELECT c.is_urgent, c.after, next.*, 1 AS looked_at, next.is_free::int AS found
      FROM class c, LATERAL (${nextPlace(channel, isWaiting, sql`c`, { lap: sql`0`, place: sql`c.after` })}) next
      UNION ALL
      SELECT w.is_urgent, w.after, next.*, w.looked_at + 1, w.found + next.is_free::int
      FROM walk w, LATERAL (${nextPlace(channel, isWaiting, sql`w`, { lap: sql`w.lap`, place: sql`w.place` })}) next
      WHERE w.found < ${literal(BATCH)} AND w.looked_at < ${literal(MOST_LOOKED_AT)}
    ), candidates AS (
      SELECT id, is_urgent, next_attempt_at, place FROM head WHERE is_sendable
      UNION
      SELECT d.id, w.is_urgent, d.next_attempt_at, w.place
      FROM (SELECT *, max(found) OVER (PARTITION BY is_urgent) AS places FROM walk) w, LATERAL (
        SELECT d.id, d.next_attempt_at FROM deliveries d
        WHERE ${isDue} AND d.is_urgent = w.is_urgent AND ${PLACE} = w.place AND ${isSendable(channel)}
        ORDER BY d.next_attempt_at, d.id LIMIT ceil(${literal(BATCH)}::numeric / w.places)::int) d
      WHERE w.is_free
    )
    SELECT id, c.place::text AS place, looked.* FROM (
      SELECT max(place) FILTER (WHERE is_urgent)::text AS urgent, max(place) FILTER (WHERE NOT is_urgent)::text AS other
      FROM walk WHERE looked_at = ${literal(MOST_LOOKED_AT)}
    ) looked LEFT JOIN (
      SELECT *, row_number() OVER (PARTITION BY place ORDER BY is_urgent DESC, next_attempt_at, id) AS nth
      FROM candidates
    ) c ON nth <= ${mostPerPlace(channel)}
    ORDER BY is_urgent DESC, nth, c.place <= ${after}, c.place LIMIT ${literal(2 * BATCH)}`;
}

/** As part of the statement: a plan for any number would not trust an index. */
const literal = (value: number | string): SQL => sql.raw(String(value));

/** What waits for a digest is told of by that digest's own row. */
const isSendable = (channel: DeliveryChannel): SQL =>
  sql`(${isFree(channel)} AND (d.digest_id IS NULL OR d.notification_id IS NULL))`;

/** The place behind `at`, once around: to the end (lap 0), and from the beginning to where it began (lap 1). */
function nextPlace(channel: DeliveryChannel, isWaiting: SQL, from: SQL, at: { lap: SQL; place: SQL }): SQL {
  const first = (lap: SQL, range: SQL) => sql`
    (SELECT ${lap} AS lap, ${PLACE} AS place,
      d.next_attempt_at <= statement_timestamp() AND ${isSendable(channel)} AS is_free
    FROM deliveries d WHERE ${isWaiting} AND d.is_urgent = ${from}.is_urgent AND ${range}
    ORDER BY ${PLACE}, d.next_attempt_at, d.id LIMIT 1)`;
  const onwards = sql`${PLACE} > ${at.place}
    AND ${PLACE} <= CASE WHEN ${at.lap} = 0 THEN ${literal(END)} ELSE ${from}.after END`;
  return sql`SELECT * FROM (${first(at.lap, onwards)}
    UNION ALL ${first(sql`1`, sql`${at.lap} = 0 AND ${PLACE} <= ${from}.after`)}) one LIMIT 1`;
}
