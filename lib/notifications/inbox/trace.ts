import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Category, type DeliveryState, NOTIFICATION_CHANNELS, type NotificationChannel } from "@/db/enums";
import { type Actor, asMember } from "@/lib/auth/actor";
import { notFound } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { CATALOGUE } from "../catalogue/registry";
import type { Decision } from "../preferences/decision";
import { IS_FALLBACK, reasonFor } from "../preferences/reason";
import type * as api from "./contract";
import type { Trace } from "./contract";

type Step = Trace["steps"][number];

interface NotificationRow extends Record<string, unknown> {
  decision: Decision;
  type: string;
  own_label: string | null;
  category: Category;
  created_at: string;
}

interface DeliveryRow extends Record<string, unknown> {
  channel: NotificationChannel;
  state: DeliveryState;
  address: string;
  reason: string | null;
  attempts: number;
  at: string;
  until: string | null;
}

/** Why this person got one of their notifications: each channel, the rule that decided, and what happened there. Error: 404. */
export async function getTrace(actor: Actor, { id }: Input<typeof api.getTrace>): Promise<Trace> {
  const user = asMember(actor);
  const { rows } = await db().execute<NotificationRow>(sql`
    SELECT n.decision, n.created_at, a.type, e.label AS own_label, a.category
    FROM notifications n JOIN activities a ON a.id = n.activity_id
    LEFT JOIN event_types e ON e.workspace_id = a.workspace_id AND e.key = a.type
    WHERE n.id = ${id} AND n.user_id = ${user.userId} AND n.workspace_id = ${user.workspaceId} AND n.deleted_at IS NULL`);
  const notification = rows[0];
  if (!notification) throw notFound("notification");
  const deliveries = await db().execute<DeliveryRow>(sql`
    SELECT d.channel, coalesce(of.state, d.state) AS state, ${shownAddress} AS address, d.attempts, coalesce(of.sent_at, d.sent_at, d.created_at) AS at,
      CASE WHEN of.id IS NULL THEN d.reason ELSE concat_ws(': ', d.reason, of.reason) END AS reason,
      CASE WHEN d.state = 'pending' AND d.deferred_for > statement_timestamp() THEN d.deferred_for END AS until
    FROM deliveries d
    -- What a digest tells of shares that digest's fate.
    LEFT JOIN deliveries of ON d.state = 'skipped' AND of.digest_id = d.digest_id AND of.notification_id IS NULL
    WHERE d.notification_id = ${id} ORDER BY d.id`);
  const steps = NOTIFICATION_CHANNELS.flatMap((channel) => stepsOf(channel, notification, deliveries.rows));
  return { steps };
}

/** A device by its name: its address tells a person nothing, and is nobody else's business. */
const shownAddress = sql`CASE WHEN d.channel IN ('web_push', 'mobile_push')
  THEN coalesce((SELECT name FROM devices WHERE devices.address = d.address), 'a device that was removed')
  ELSE d.address END`;

function stepsOf(channel: NotificationChannel, notification: NotificationRow, deliveries: DeliveryRow[]): Step[] {
  const own = deliveries.filter((row) => row.channel === channel);
  const { on, rule: said } = ruleOf(channel, notification);
  const rule = !on && own.length > 0 ? IS_FALLBACK : said;
  if (!on && own.length === 0) return [{ channel, state: "off", rule, detail: null, at: null, until: null }];
  if (channel === "in_app") {
    const detail = "written with the event";
    return [{ channel, state: "sent", rule, detail, at: iso(notification.created_at), until: null }];
  }
  if (own.length === 0) return [{ channel, state: "skipped", rule, detail: "no address", at: null, until: null }];
  return own.map((row) => ({
    channel,
    state: row.state,
    rule,
    detail: detailOf(row),
    at: iso(row.at),
    until: row.until && iso(row.until),
  }));
}

function ruleOf(
  channel: NotificationChannel,
  { decision, type, own_label, category }: NotificationRow,
): { on: boolean; rule: string } {
  const verdict = decision[channel];
  if (!verdict) return { on: false, rule: "this channel came later" };
  const label = own_label ?? CATALOGUE.get(type)?.label ?? type;
  return { on: verdict.on, rule: reasonFor({ channel, ...verdict, type: { label, category } }) };
}

function detailOf({ state, address, reason, attempts }: DeliveryRow): string {
  if (state === "sent" && !reason) return `to ${address}${attempts > 1 ? ` after ${attempts} tries` : ""}`;
  return reason ? `to ${address}: ${reason}` : `to ${address}`;
}

const iso = (at: string) => new Date(at).toISOString();
