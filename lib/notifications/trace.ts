import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Category, CHANNELS, type Channel, type DeliveryState } from "@/db/enums";
import type { Actor } from "@/lib/auth/actor";
import { notFound } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { CATALOGUE } from "./catalogue/registry";
import type { getTrace, Trace } from "./contract";
import { asUser } from "./inbox";
import type { Decision } from "./preferences/decision";
import { reasonFor } from "./preferences/reason";

type Step = Trace["steps"][number];

interface NotificationRow extends Record<string, unknown> {
  decision: Decision;
  type: string;
  category: Category;
  created_at: string;
}

interface DeliveryRow extends Record<string, unknown> {
  channel: Channel;
  state: DeliveryState;
  address: string;
  reason: string | null;
  attempts: number;
  at: string;
}

/** Why this person got one of their notifications: each channel, the rule that decided, and what happened there. Error: 404. */
export async function traceOf(actor: Actor, { id }: Input<typeof getTrace>): Promise<Trace> {
  const user = asUser(actor);
  const { rows } = await db().execute<NotificationRow>(sql`
    SELECT n.decision, n.created_at, a.type, a.category FROM notifications n JOIN activities a ON a.id = n.activity_id
    WHERE n.id = ${id} AND n.user_id = ${user.userId} AND n.workspace_id = ${user.workspaceId} AND n.deleted_at IS NULL`);
  const notification = rows[0];
  if (!notification) throw notFound("notification");
  const deliveries = await db().execute<DeliveryRow>(sql`
    SELECT channel, state, address, reason, attempts, coalesce(sent_at, created_at) AS at
    FROM deliveries WHERE notification_id = ${id} ORDER BY id`);
  const steps = CHANNELS.flatMap((channel) => stepsOf(channel, notification, deliveries.rows));
  return { steps };
}

function stepsOf(channel: Channel, notification: NotificationRow, deliveries: DeliveryRow[]): Step[] {
  const { on, rule } = ruleOf(channel, notification);
  if (!on) return [{ channel, state: "off", rule, detail: null, at: null }];
  if (channel === "in_app") {
    return [{ channel, state: "sent", rule, detail: "written with the event", at: iso(notification.created_at) }];
  }
  const own = deliveries.filter((row) => row.channel === channel);
  if (own.length === 0) return [{ channel, state: "skipped", rule, detail: "no address", at: null }];
  return own.map((row) => ({ channel, state: row.state, rule, detail: detailOf(row), at: iso(row.at) }));
}

function ruleOf(channel: Channel, { decision, type, category }: NotificationRow): { on: boolean; rule: string } {
  const verdict = decision[channel];
  if (!verdict) return { on: false, rule: "this channel came later" };
  const label = CATALOGUE.get(type)?.label ?? type;
  return { on: verdict.on, rule: reasonFor({ channel, ...verdict, type: { label, category } }) };
}

function detailOf({ state, address, reason, attempts }: DeliveryRow): string {
  if (state === "sent") return `to ${address}${attempts > 1 ? ` after ${attempts} tries` : ""}`;
  return reason ? `to ${address}: ${reason}` : `to ${address}`;
}

const iso = (at: string) => new Date(at).toISOString();
