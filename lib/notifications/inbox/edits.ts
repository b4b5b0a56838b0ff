import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { type Actor, asMember } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { groupKey } from "../subject";
import { wakeSnoozed } from "../wake";
import { changeInbox, type Patch } from "./change";
import type { Changed, Count } from "./contract";
import type * as api from "./edits-contract";
import { getNotification } from "./list";
import type { Owner } from "./rows";
import { isIn } from "./states";

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;
/** As many as a flyout or a page shows at once, and more. */
const SHOWN = 100;

type Some = Pick<Input<typeof api.markRead>, "ids" | "subject">;

/** Marks these of my notifications read, or all of a subject in my inbox; ids that are not mine are left alone. */
export async function markRead(actor: Actor, input: Input<typeof api.markRead>): Promise<Changed> {
  const user = asMember(actor);
  return changeInbox(user, { read: true }, some(user, input));
}

/** Moments are told to the millisecond and kept to the microsecond. */
const upTo = (moment: string) => sql`AND date_trunc('milliseconds', n.listed_at) <= ${moment}::timestamptz`;

/** Marks my inbox read: all of it, or what is of a category, of a type, or listed up to and including `before`. */
export async function markAllRead(
  actor: Actor,
  { category, type, before }: Input<typeof api.markAllRead>,
): Promise<Count> {
  const which = sql`${isIn("inbox")} AND n.read_at IS NULL
    ${category ? sql`AND n.category = ${category}` : sql``} ${type ? sql`AND n.type = ${type}` : sql``}
    ${before ? upTo(before) : sql``}`;
  const { count, seq } = await changeInbox(asMember(actor), { read: true }, which);
  return { count, seq };
}

/** Reads, archives or snoozes one of my notifications, or takes that back. Errors: 404; 422 a snooze that cannot be. */
export async function updateNotification(
  actor: Actor,
  { id, ...patch }: Input<typeof api.updateNotification>,
): Promise<Output<typeof api.updateNotification>> {
  const { count, seq } = await edit(actor, patch, sql`n.id = ${id}`);
  return { count, seq, notification: await getNotification(actor, { id }) };
}

/** The same for up to 500, or for all of a subject in my inbox; or deletes them. */
export async function updateNotifications(
  actor: Actor,
  { ids, subject, ...patch }: Input<typeof api.updateNotifications>,
): Promise<Changed> {
  return edit(actor, patch, some(asMember(actor), { ids, subject }));
}

/** Deletes one of my notifications; it can be restored. Error: 404, also for one deleted before. */
export async function deleteNotification(actor: Actor, { id }: Input<typeof api.deleteNotification>): Promise<Count> {
  const { changed, count, seq } = await changeInbox(asMember(actor), { deleted: true }, sql`n.id = ${id}`);
  if (changed.length === 0) throw notFound("notification");
  return { count, seq };
}

/** Brings deleted ones back to where they were, with the read state they had. */
export async function restoreNotifications(
  actor: Actor,
  input: Input<typeof api.restoreNotifications>,
): Promise<Changed> {
  const user = asMember(actor);
  // What its sender has taken back is nobody's to bring back.
  const isStillSaid = sql`NOT EXISTS (SELECT FROM activities a WHERE a.id = n.activity_id AND a.state = 'retracted')`;
  return changeInbox(user, { deleted: false }, sql`${some(user, input)} AND ${isStillSaid}`);
}

/**
 * Notes that the newest of my inbox, listed up to `before`, were shown. No count and no order depends on it, so it takes
 * no `seq` and waits for nobody: what is being changed just now is noted the next time.
 */
export async function markSeen(
  actor: Actor,
  { before }: Input<typeof api.markSeen>,
): Promise<Output<typeof api.markSeen>> {
  const user = asMember(actor);
  const { rowCount } = await db().execute(sql`
    UPDATE notifications SET seen_at = clock_timestamp() WHERE id IN (
      SELECT id FROM notifications WHERE seen_at IS NULL AND id = ANY(ARRAY(
        SELECT n.id FROM notifications n
        WHERE n.user_id = ${user.userId} AND n.workspace_id = ${user.workspaceId} AND ${isIn("inbox")}
          AND n.listed_at <= ${before}::timestamptz
        ORDER BY n.listed_at DESC, n.id DESC LIMIT ${SHOWN}))
      FOR UPDATE SKIP LOCKED)`);
  return { seen: rowCount ?? 0 };
}

async function edit(actor: Actor, patch: Patch, which: SQL): Promise<Changed> {
  const waitMs = patch.snoozedUntil ? Date.parse(patch.snoozedUntil) - (await databaseNow()).getTime() : 0;
  checkEdit(patch, waitMs);
  const changed = await changeInbox(asMember(actor), patch, which);
  if (patch.snoozedUntil && changed.changed.length > 0) wakeSnoozed({ nextDueAt: patch.snoozedUntil, waitMs });
  return changed;
}

function some(owner: Owner, { ids, subject }: Some): SQL {
  if (!subject) return sql`n.id = ANY(${sql.param(ids ?? [])}::uuid[])`;
  return sql`${isIn("inbox")} AND n.group_id = (
    SELECT id FROM notification_groups WHERE user_id = ${owner.userId} AND workspace_id = ${owner.workspaceId}
      AND group_key = ${groupKey(subject)} AND closed_at IS NULL)`;
}

function checkEdit({ snoozedUntil, archived, ...others }: Patch, waitMs: number): void {
  if ([snoozedUntil, archived, ...Object.values(others)].every((value) => value === undefined)) {
    throw new AppError("invalid", "Say what should change: `read`, `archived` or `snoozedUntil`.");
  }
  if (!snoozedUntil) return;
  const problem = archived ? "cannot go with `archived`" : problemOf(waitMs);
  if (!problem) return;
  throw new AppError("invalid", `\`snoozedUntil\` in the body: ${problem}.`, {
    details: [{ path: "snoozedUntil", message: problem }],
  });
}

function problemOf(aheadMs: number): string | null {
  if (aheadMs <= 0) return "is not in the future";
  return aheadMs > YEAR_MS ? "is more than a year ahead" : null;
}
