import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Category, DELIVERY_CHANNELS, type DeliveryChannel, type DeliveryState } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import { type Actor, asMember } from "@/lib/auth/actor";
import { notFound } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";
import type { Input, Output } from "@/lib/http/endpoint";
import { CATALOGUE } from "@/lib/notifications/catalogue/registry";
import { credentialOf } from "../circuit-breaker";
import { PLACE } from "../place";
import { maskAddress, withoutAddress } from "./address-mask";
import type * as api from "./contract";
import type { Delivery, DeliveryDetail } from "./contract";
import { timelineOf } from "./timeline";

interface Row extends Record<string, unknown> {
  id: string;
  channel: DeliveryChannel;
  state: DeliveryState;
  reason: string | null;
  type: string | null;
  /** As the workspace calls it. */
  label: string | null;
  category: Category | null;
  person: Delivery["person"];
  destination: Delivery["destination"];
  hint: string | null;
  address: string;
  attempts: number;
  max_attempts: number;
  next_attempt_at: string;
  /** Until when its credential is left alone; null: it is not. */
  paused_until: string | null;
  last_error: string | null;
  maybe_duplicate: boolean;
  is_revivable: boolean;
  provider_id: string | null;
  created_at: string;
  sent_at: string | null;
  cursor_at: string;
}

type Filter = Omit<Input<typeof api.listDeliveries>, "cursor" | "limit">;

/** One page of the workspace's deliveries, newest first. Error: 400 a cursor of another list or filter. */
export async function listDeliveries(
  actor: Actor,
  { cursor, limit, ...filter }: Input<typeof api.listDeliveries>,
): Promise<Output<typeof api.listDeliveries>> {
  const { workspaceId } = asMember(actor);
  const list = `deliveries:${workspaceId}:${nameOf(filter)}`;
  const [at, id] = cursor ? decodeCursor(list, cursor) : [];
  const below = at && id ? sql`AND (d.created_at, d.id) < (${at}::timestamptz, ${id}::uuid)` : sql``;
  const rows = await select(sql`d.workspace_id = ${workspaceId} AND ${fits(filter)} ${below}`, limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { deliveries: page.map(toWire), nextCursor: last ? encodeCursor(list, [last.cursor_at, last.id]) : null };
}

/** One of them with each of its tries. Error: 404. */
export async function getDelivery(
  actor: Actor,
  { deliveryId }: Input<typeof api.getDelivery>,
): Promise<DeliveryDetail> {
  const { workspaceId } = asMember(actor);
  const [row] = await select(sql`d.workspace_id = ${workspaceId} AND d.id = ${deliveryId}`, 1);
  if (!row) throw notFound("delivery");
  const tries = await timelineOf(deliveryId, row.state);
  const timeline = tries.map((one) => ({ ...one, error: withoutAddress(one.error, row.address) }));
  return { ...toWire(row), providerId: row.provider_id, timeline };
}

/** What fits a filter, about the delivery `d`. */
export function fits(filter: Filter): SQL {
  const conditions = [sql`true`];
  for (const column of ["state", "channel"] as const) {
    const values = filter[column];
    if (values) conditions.push(sql`d.${sql.raw(column)} = ANY(${sql.param(values)}::text[])`);
  }
  if (filter.type) {
    conditions.push(
      sql`EXISTS (SELECT FROM activities a WHERE a.id = ${ACTIVITY} AND a.type = ANY(${sql.param(filter.type)}::text[]))`,
    );
  }
  if (filter.person) conditions.push(sql`d.user_id = ${filter.person}`);
  if (filter.from) conditions.push(sql`d.created_at >= ${filter.from}::timestamptz`);
  if (filter.to) conditions.push(sql`d.created_at <= ${filter.to}::timestamptz`);
  return sql.join(conditions, sql` AND `);
}

/** Whether the delivery `d` ended without arriving, and somebody is there to get it. `unknown` may have arrived. */
export const isRetryable = sql`(d.state IN ('exhausted', 'failed', 'skipped')
  AND (d.digest_id IS NULL OR d.notification_id IS NULL)
  AND CASE WHEN d.user_id IS NULL
    THEN EXISTS (SELECT FROM channel_configs c WHERE c.id = d.config_id AND c.is_active)
    ELSE EXISTS (SELECT FROM members m WHERE m.workspace_id = d.workspace_id AND m.user_id = d.user_id) END)`;

const ACTIVITY = sql`coalesce(d.activity_id, (SELECT n.activity_id FROM notifications n WHERE n.id = d.notification_id))`;

async function select(where: SQL, limit: number): Promise<Row[]> {
  const { rows } = await db().execute<Row>(sql`
    ${PLAN_EACH_TIME}
    WITH page AS (
      SELECT d.* FROM deliveries d WHERE ${where} ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit}
    )
    SELECT d.id, d.channel, d.state, d.reason, a.type, own.label, a.category, d.address, config.target_hint AS hint, d.attempts,
      CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id, 'name', u.name) END AS person,
      CASE WHEN config.id IS NOT NULL THEN jsonb_build_object('id', config.id, 'name', config.name) END AS destination,
      d.max_attempts, d.next_attempt_at, d.last_error, d.maybe_duplicate, ${isRetryable} AS is_revivable, d.provider_id,
      d.created_at, d.sent_at, d.created_at::text AS cursor_at,
      (SELECT max(p.until) FROM credential_pauses p
        WHERE p.key IN (${CREDENTIAL}, ${CREDENTIAL} || ' ' || ${PLACE}) AND p.until > statement_timestamp() AND p.until > d.next_attempt_at) AS paused_until
    FROM page d LEFT JOIN activities a ON a.id = ${ACTIVITY}
    LEFT JOIN event_types own ON own.workspace_id = d.workspace_id AND own.key = a.type LEFT JOIN users u ON u.id = d.user_id
    LEFT JOIN channel_configs config ON config.id = d.config_id
    ORDER BY d.created_at DESC, d.id DESC`);
  return rows;
}

const CREDENTIAL = sql`CASE d.channel ${sql.join(
  DELIVERY_CHANNELS.map((channel) => sql`WHEN ${sql.raw(`'${channel}'`)} THEN ${credentialOf(channel)}`),
  sql` `,
)} END`;

function toWire(row: Row): Delivery {
  const isWaiting = row.state === "pending" || row.state === "retrying";
  return {
    id: row.id,
    channel: row.channel,
    state: row.state,
    reason: isWaiting && row.paused_until ? "its provider is left alone for a while" : row.reason,
    // A digest is about many, of many types.
    type: row.type ?? "digest",
    label: row.label ?? (row.type ? (CATALOGUE.get(row.type)?.label ?? row.type) : "Digest"),
    category: row.category ?? "system",
    person: row.person,
    destination: row.destination,
    address: maskAddress(row.address) || row.hint || "",
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    nextAttemptAt: isWaiting ? iso(row.paused_until ?? row.next_attempt_at) : null,
    lastError: withoutAddress(row.last_error, row.address),
    mayBeDuplicate: row.maybe_duplicate,
    canRetry: row.is_revivable,
    createdAt: iso(row.created_at),
    sentAt: row.sent_at && iso(row.sent_at),
  };
}

const iso = (at: string) => new Date(at).toISOString();

/** A cursor goes with its filter: in another list it would skip rows without a word. */
const nameOf = ({ state, channel, type, person, from, to }: Filter) =>
  JSON.stringify([state ?? 0, channel ?? 0, type ?? 0, person ?? 0, from ?? 0, to ?? 0]);
