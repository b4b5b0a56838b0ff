import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { NOTIFICATION_CHANNELS, type NotificationChannel } from "@/db/enums";
import { type Actor, asMember } from "@/lib/auth/actor";
import type { Input } from "@/lib/http/endpoint";
import { listTypes, unknownType } from "../catalogue/own";
import { loadEventPolicy } from "../catalogue/policy";
import { type Decision, decidedFor, decidedType } from "../preferences/decision";
import { reasonFor } from "../preferences/reason";
import { groupKey } from "../subject";
import { ADDRESSED } from "./addresses";
import type * as api from "./simulate-contract";
import type { SimulatedOutcome } from "./simulate-contract";

interface Row extends Record<string, unknown> {
  decision: Decision;
  channel: NotificationChannel | null;
  addresses: number;
  due: string | null;
  reason: string | null;
}

/**
 * What such an event would do to this person now, by the very statements that decide it for a real one. Error: 422 a
 * type there is not.
 */
export async function simulateEvent(
  actor: Actor,
  { type: key, priority = "normal", subject }: Input<typeof api.simulateEvent>,
): Promise<{ channels: SimulatedOutcome[] }> {
  const { workspaceId, userId } = asMember(actor);
  const known = await listTypes(db(), workspaceId);
  const type = known.get(key);
  if (!type) throw unknownType(key, known.keys());
  const { words } = await loadEventPolicy(workspaceId);
  const subjectKey = subject ? groupKey(subject) : null;
  const { rows } = await db().execute<Row>(sql`
    WITH events AS (SELECT 0 AS n, ${type.key}::text AS type, ${subjectKey}::text AS group_key),
    told AS (SELECT 0 AS n, ${userId}::uuid AS user_id), ${decidedFor(workspaceId, [decidedType(type, words)], subject !== undefined)},
    notified AS (SELECT NULL::uuid AS id, user_id, decision, ${priority}::text AS priority FROM decided), ${ADDRESSED}
    SELECT notified.decision, a.channel, count(a.channel)::int AS addresses, min(a.due) AS due, min(a.reason) AS reason
    FROM notified LEFT JOIN addressed a USING (user_id) GROUP BY notified.decision, a.channel`);
  const decision = rows[0]?.decision;
  if (!decision) throw new Error("Nothing was decided.");
  return {
    channels: NOTIFICATION_CHANNELS.map((channel) => ({
      channel,
      rule: reasonFor({ channel, ...decision[channel], type }),
      ...outcomeOf(
        channel,
        decision[channel].on,
        rows.find((row) => row.channel === channel),
      ),
    })),
  };
}

function outcomeOf(
  channel: NotificationChannel,
  isOn: boolean,
  row: Row | undefined,
): Omit<SimulatedOutcome, "channel" | "rule"> {
  const nothing = { addresses: 0, until: null, waitsFor: null };
  if (!isOn) return { ...nothing, outcome: "off" };
  if (channel === "in_app") return { ...nothing, outcome: "now" };
  if (!row) return { ...nothing, outcome: "no_address" };
  const until = row.due && new Date(row.due).toISOString();
  return { outcome: until ? "later" : "now", addresses: row.addresses, until, waitsFor: until && row.reason };
}
