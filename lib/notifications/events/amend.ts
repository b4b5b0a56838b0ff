import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { afterCommit, transact } from "@/db/transaction";
import { AppError, notFound } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { checkLink, type LinkPolicy } from "@/lib/links";
import { loadEventPolicy } from "../catalogue/policy";
import type { Notified } from "../inbox/announce";
import { announceInboxes } from "../inbox/announce";
import { closeGroups } from "../inbox/groups";
import { isCounted, isIn } from "../inbox/states";
import type * as api from "./contract";
import { isMadeLike } from "./maker";
import type { Notifier } from "./plan";

/** What may be said anew of an event: its words, and that it is over. */
export type Change = Omit<Input<typeof api.updateEvent>, "eventId">;

/**
 * Corrects what people read of an event, resolves it (read in every inbox) or retracts it (out of every inbox), for
 * however many people in as many statements as for one. What waits to be sent says what is corrected; of what is
 * resolved or retracted nothing more goes out. Errors: 404, also for what another kind of maker announced; 409 it was
 * retracted before; 422 nothing to change, a link that is not allowed. Nothing is written then.
 */
export function amendEvent(maker: Notifier, eventId: string, change: Change, tx?: Database): Promise<void> {
  return transact(async (on) => {
    if (Object.values(change).every((value) => value === undefined)) {
      throw new AppError("invalid", "Say what should change: `title`, `body`, `link`, `data`, `actions` or `state`.");
    }
    const { links } = await loadEventPolicy(maker.workspaceId, on);
    const isNew = await correct(on, maker, eventId, checked(change, links));
    // Saying the same state again changes nothing, but words may have changed.
    const hasWords = Object.entries(change).some(([field, value]) => field !== "state" && value !== undefined);
    const state = isNew ? change.state : undefined;
    if (!state && !hasWords) return;
    const { notified, groups } = await changeInboxes(on, maker.workspaceId, eventId, state);
    if (state === "retracted" && groups.length > 0) await closeGroups(on, groups);
    if (state) await cancelWaiting(on, eventId, state);
    afterCommit(on, () => announceInboxes(maker.workspaceId, notified));
  }, tx);
}

function checked(change: Change, policy: LinkPolicy): Change {
  return {
    ...change,
    ...(change.link && { link: checkLink(change.link, policy, "link") }),
    ...(change.actions && {
      actions: change.actions.map((action, i) => ({
        ...action,
        link: checkLink(action.link, policy, `actions[${i}].link`),
      })),
    }),
  };
}

/** Writes the event itself, whose row is the first lock. Answers whether its state is another now. */
async function correct(tx: Database, maker: Notifier, eventId: string, change: Change): Promise<boolean> {
  const { rows } = await tx.execute<{ state: string }>(sql`
    SELECT a.state FROM activities a
    WHERE a.id = ${eventId} AND a.workspace_id = ${maker.workspaceId} AND ${isMadeLike(maker)} FOR UPDATE`);
  const [before] = rows;
  if (!before) throw notFound("event");
  if (before.state === "retracted" && change.state !== "retracted") {
    throw new AppError("conflict", "This event was retracted: nobody has it any more. Send another instead.");
  }
  const sets: Record<string, SQL | undefined> = {
    title: change.title === undefined ? undefined : sql`${change.title}`,
    body: change.body === undefined ? undefined : sql`${change.body}`,
    link: change.link === undefined ? undefined : sql`${change.link}`,
    data: change.data && sql`${JSON.stringify(change.data)}::jsonb`,
    actions: change.actions && sql`${JSON.stringify(change.actions)}::jsonb`,
    state: change.state && sql`${change.state}`,
  };
  const written = Object.entries(sets).flatMap(([column, value]) =>
    value ? [sql`${sql.identifier(column)} = ${value}`] : [],
  );
  await tx.execute(sql`UPDATE activities SET ${sql.join(written, sql`, `)} WHERE id = ${eventId}`);
  return change.state !== undefined && change.state !== before.state;
}

/**
 * The same as `changeInbox` for everybody who has this event: counters first, in the order in which everybody locks
 * them, then each row with the next sequence of its own inbox.
 */
async function changeInboxes(
  tx: Database,
  workspaceId: string,
  eventId: string,
  state: Change["state"],
): Promise<{ notified: Notified[]; groups: string[] }> {
  const mine = sql`n.activity_id = ${eventId} AND n.workspace_id = ${workspaceId} AND n.in_inbox AND n.deleted_at IS NULL`;
  await tx.execute(sql`
    SELECT FROM inbox_counters c WHERE c.workspace_id = ${workspaceId}
      AND c.user_id IN (SELECT n.user_id FROM notifications n WHERE ${mine}) ORDER BY c.user_id FOR UPDATE`);
  const { rows } = await tx.execute<{ userId: string; seq: string; groupId: string | null }>(sql`
    WITH target AS (
      SELECT n.id, n.user_id, c.seq + 1 AS seq, ${isIn("inbox")} AS was_in, ${isCounted()} AS was_counted
      FROM notifications n JOIN inbox_counters c USING (user_id, workspace_id)
      WHERE ${mine} ${state === "resolved" ? sql`AND n.read_at IS NULL` : sql``}
    ), changed AS (
      UPDATE notifications n SET seq = target.seq ${AFTER[state ?? "active"]} FROM target WHERE n.id = target.id
      RETURNING n.user_id, n.group_id, n.seq, (${isIn("inbox")})::int - was_in::int AS comes,
        (${isCounted()})::int - was_counted::int AS counts
    ), counters AS (
      UPDATE inbox_counters c SET unread = c.unread + changed.counts, seq = changed.seq
      FROM changed WHERE c.user_id = changed.user_id AND c.workspace_id = ${workspaceId}
    ), grouped AS (
      UPDATE notification_groups g SET count = g.count + changed.comes, unread = g.unread + changed.counts
      FROM changed WHERE g.id = changed.group_id
    )
    SELECT user_id AS "userId", seq, group_id AS "groupId" FROM changed`);
  return {
    notified: rows.map(({ userId, seq }) => ({ userId, seq: Number(seq) })),
    groups: rows.flatMap(({ groupId }) => groupId ?? []),
  };
}

/** What becomes of each person's row. */
const AFTER = {
  active: sql``,
  resolved: sql`, read_at = statement_timestamp()`,
  retracted: sql`, deleted_at = statement_timestamp()`,
} as const;

/** To people and to places of the workspace's; what is on its way already is left to arrive. */
async function cancelWaiting(tx: Database, eventId: string, state: NonNullable<Change["state"]>): Promise<void> {
  await tx.execute(sql`
    UPDATE deliveries SET state = 'cancelled', reason = ${`${state} before it was sent`} WHERE id IN (
      SELECT d.id FROM deliveries d
      WHERE d.state IN ('pending', 'retrying') AND (d.activity_id = ${eventId}
        OR d.notification_id IN (SELECT n.id FROM notifications n WHERE n.activity_id = ${eventId}))
      ORDER BY d.id FOR UPDATE)`);
}
