import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { PLAN_EACH_TIME } from "@/db/prepared";
import type { Notified } from "../inbox/announce";
import { decidedFor, MANY } from "../preferences/decision";
import { ADDRESSED, digestsOf } from "./addresses";
import { eventRows, type Numbered, type Recipients, toldBy } from "./event-rows";
import { takeKeys } from "./idempotency";
import { shareWithDestinations } from "./share";
import { activitiesOf, countersOf, deliveriesOf, groupsOf, notificationsOf } from "./written-rows";

/** What one statement has written of some events. */
export interface FannedOut extends Record<string, unknown> {
  /** Those that are written. */
  written: { id: string; recipients: number; deliveries: number }[];
  /** Of others, by their number: the names that no member has. What is in neither list had its key taken before. */
  unknown: Record<number, string[]>;
  notified: Notified[];
  /** What has something to send now. */
  channels: DeliveryChannel[];
}

/**
 * Writes the activities of some events of one workspace, for each person told one notification with what was decided for
 * them and their counter, and one delivery per address of each channel they get it by and per place of the workspace's it
 * is shared with: in one statement, however many events, people and channels there are. An event with a name that nobody
 * has, or a key that was taken before, writes nothing.
 */
export async function fanOut(
  on: Database,
  workspaceId: string,
  numbered: Numbered[],
  recipients: Recipients,
): Promise<FannedOut> {
  if (numbered.length === 0) return { written: [], unknown: {}, notified: [], channels: [] };
  const plans = numbered.map(({ plan }) => plan);
  const isKeyed = plans.some(({ event }) => event.idempotencyKey !== undefined);
  const hasSubjects = plans.some(({ event }) => event.subject);
  const isShared = plans.some(({ type }) => type.shareable);
  const types = [...new Map(plans.map(({ decided }) => [decided.type, decided])).values()];
  const { rows } = await on.execute<FannedOut>(sql`
    ${"told" in recipients && recipients.told.length > MANY ? PLAN_EACH_TIME : sql``}
    WITH ${understood(workspaceId, numbered, recipients, isKeyed)}, ${decidedFor(workspaceId, types, hasSubjects)},
    counters AS (${countersOf(workspaceId)}), clock AS MATERIALIZED (${NOW}),
    ${hasSubjects ? sql`groups AS (${groupsOf(workspaceId)}),` : sql``}
    notified AS (${notificationsOf(workspaceId, hasSubjects)}),
    ${ADDRESSED}, digested AS (${digestsOf(workspaceId)}), waiting AS (${deliveriesOf(workspaceId)}),
    ${isShared ? sql`shared AS (${shareWithDestinations(workspaceId)}),` : sql``} sent AS (
      SELECT activity_id, channel FROM waiting JOIN notified ON notified.id = notification_id
      ${isShared ? sql`UNION ALL SELECT activity_id, channel FROM shared` : sql``}
    ), activity AS (${activitiesOf(workspaceId)})
    SELECT coalesce((SELECT jsonb_agg(activity) FROM activity), '[]') AS written,
      coalesce((SELECT jsonb_object_agg(n, names) FROM (
        SELECT n, jsonb_agg(name) AS names FROM named WHERE user_id IS NULL GROUP BY n) one), '{}') AS unknown,
      coalesce((SELECT jsonb_agg(jsonb_build_object('userId', user_id, 'seq', seq)) FROM counters), '[]') AS notified,
      ARRAY(SELECT DISTINCT channel FROM sent) AS channels`);
  const [row] = rows;
  if (!row) throw new Error("The statement has answered nothing.");
  return row;
}

/** As exactly as a browser reads it: two that it takes for equal are so for the server too. */
const NOW = sql`SELECT date_trunc('milliseconds', clock_timestamp()) AS at`;

/** CTEs, the last of them `events`: what is left of those given when a name means nobody, or a key is taken. */
const understood = (workspaceId: string, numbered: Numbered[], recipients: Recipients, isKeyed: boolean): SQL => sql`
  given_events AS (${eventRows(numbered)}), ${toldBy(workspaceId, recipients)}, understood AS (
    SELECT * FROM given_events WHERE n NOT IN (SELECT n FROM named WHERE user_id IS NULL)
  ), ${isKeyed ? sql`taken AS (${takeKeys(workspaceId)}),` : sql``} events AS (
    SELECT * FROM understood
    ${isKeyed ? sql`WHERE idempotency_key IS NULL OR activity_id IN (SELECT activity_id FROM taken)` : sql``}
  )`;
