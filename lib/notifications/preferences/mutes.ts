import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { transact } from "@/db/transaction";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { groupKey } from "../subject";
import type * as api from "./mutes-contract";
import type { Mute } from "./mutes-contract";

/** Subjects one person mutes in one workspace; what is muted longest is not forgotten silently. */
const MAX_MUTES = 1000;

/** The subjects this person has muted, the last first. */
export const listMutes = async (actor: Actor) => ({ mutes: await select(db(), asMember(actor)) });

/** Mutes a subject, as often as one likes. Error: 422 when a thousand are muted already. */
export async function muteSubject(
  actor: Actor,
  { subject }: Input<typeof api.muteSubject>,
): Promise<{ mutes: Mute[] }> {
  const user = asMember(actor);
  return transact(async (tx) => {
    await tx.execute(sql`
      INSERT INTO subject_mutes (user_id, workspace_id, subject_key)
      VALUES (${user.userId}, ${user.workspaceId}, ${groupKey(subject)}) ON CONFLICT DO NOTHING`);
    const mutes = await select(tx, user);
    if (mutes.length > MAX_MUTES)
      throw new AppError("invalid", `${MAX_MUTES} subjects are muted already; hear of one again first.`);
    return { mutes };
  });
}

/** Takes that back; of a subject that is not muted nothing changes. */
export async function unmuteSubject(
  actor: Actor,
  subject: Input<typeof api.unmuteSubject>,
): Promise<{ mutes: Mute[] }> {
  const user = asMember(actor);
  await db().execute(sql`
    DELETE FROM subject_mutes WHERE user_id = ${user.userId} AND workspace_id = ${user.workspaceId}
      AND subject_key = ${groupKey(subject)}`);
  return { mutes: await select(db(), user) };
}

async function select(on: Database, { userId, workspaceId }: UserActor): Promise<Mute[]> {
  const { rows } = await on.execute<{ key: string; title: string | null; createdAt: string }>(sql`
    SELECT m.subject_key AS key, last.title, m.created_at AS "createdAt"
    FROM subject_mutes m LEFT JOIN LATERAL (
      SELECT a.title FROM notification_groups g JOIN notifications n ON n.group_id = g.id
      JOIN activities a ON a.id = n.activity_id
      WHERE g.user_id = m.user_id AND g.workspace_id = m.workspace_id AND g.group_key = m.subject_key
      ORDER BY n.listed_at DESC LIMIT 1) last ON true
    WHERE m.user_id = ${userId} AND m.workspace_id = ${workspaceId} ORDER BY m.created_at DESC LIMIT ${MAX_MUTES + 1}`);
  return rows.map(({ key, title, createdAt }) => {
    const [kind, id] = JSON.parse(key) as [string, string];
    return { subject: { kind, id }, title, createdAt: new Date(createdAt).toISOString() };
  });
}
