import { type SQL, sql } from "drizzle-orm";
import { MANY } from "../preferences/decision";
import { groupKey } from "../subject";
import { fingerprintOf } from "./idempotency";
import type { Notifier, Plan } from "./plan";
import { namedIn, type Told } from "./recipients";

/** An event of several, by its number in them. */
export interface Numbered {
  n: number;
  plan: Plan;
}

/** Whom each event is for: found already, or by their names within the statement that writes. */
export type Recipients = { told: Told[] } | { asked: { n: number; names: string[] }[] };

/** `SELECT n, activity_id, …`: the events as rows, in their order. */
export function eventRows(numbered: Numbered[]): SQL {
  const rows = numbered.map(({ n, plan: { activityId, actor, type, event, rendered } }) => ({
    ...{ n, activity_id: activityId, actor_kind: actor.kind, actor_id: actorId(actor), ...rendered },
    ...{ type: type.key, category: type.category, is_shareable: type.shareable },
    ...(event.subject && {
      ...{ subject_kind: event.subject.kind, subject_id: event.subject.id, group_key: groupKey(event.subject) },
    }),
    ...(event.idempotencyKey && { idempotency_key: event.idempotencyKey, fingerprint: fingerprintOf(event) }),
  }));
  return sql`
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(n int, activity_id uuid, actor_kind text,
      actor_id uuid, type text, category text, is_shareable boolean, priority text, subject_kind text, subject_id text,
      group_key text, idempotency_key text, fingerprint text, title text, body text, link text, data jsonb, actions jsonb)`;
}

/** CTEs `named(n, name, user_id)` and `told(n, user_id)`. */
export function toldBy(workspaceId: string, recipients: Recipients): SQL {
  if ("asked" in recipients) {
    return sql`${namedIn(workspaceId, recipients.asked)}, told AS (
      SELECT DISTINCT n, user_id FROM named WHERE user_id IS NOT NULL)`;
  }
  const { told } = recipients;
  const [ns, ids] = [sql.param(told.map(({ n }) => n)), sql.param(told.map(({ userId }) => userId))];
  // Out of the planner's sight, a few cost what any few do: else it thinks that it gains by planning each time anew.
  const arrays =
    told.length > MANY ? sql`${ns}::int[], ${ids}::uuid[]` : sql`(SELECT ${ns}::int[]), (SELECT ${ids}::uuid[])`;
  return sql`named AS (SELECT NULL::int AS n, NULL::text AS name, NULL::uuid AS user_id WHERE false),
    told AS (SELECT * FROM unnest(${arrays}) AS t(n, user_id))`;
}

function actorId(actor: Notifier): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "api_key" ? actor.keyId : null;
}
