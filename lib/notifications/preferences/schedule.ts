import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { afterCommit, codeOf, transact } from "@/db/transaction";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { wakeDeliveries } from "../wake";
import { DAY_MINUTES, type Weekday } from "./constants";
import type * as api from "./schedule-contract";
import type { QuietWindow, Schedule } from "./schedule-contract";
import { WAITS } from "./timing";

/** As it is kept: each window with the day on which it begins. */
interface Kept extends QuietWindow {
  day: number;
}

/** A person's quiet hours, and whether it is quiet just now. */
export const getSchedule = (actor: Actor): Promise<Schedule> => read(db(), asPerson(actor).userId);

/**
 * Changes what is given and leaves the rest, other days too, as it is: two tabs never undo each other. What quiet hours
 * have put off so far goes by the new ones. Errors (422): a week of nothing but quiet, a zone that is none.
 */
export async function updateSchedule(actor: Actor, change: Input<typeof api.updateSchedule>): Promise<Schedule> {
  const { userId } = asPerson(actor);
  return transact(async (tx) => {
    await tx.execute(sql`INSERT INTO schedules (user_id) VALUES (${userId}) ON CONFLICT DO NOTHING`);
    const { rows } = await tx.execute<{ quiet: Kept[] }>(sql`
      SELECT quiet FROM schedules WHERE user_id = ${userId} FOR UPDATE`);
    const quiet = merged(rows[0]?.quiet ?? [], change.quiet ?? {});
    if (isNeverOver(quiet))
      throw refuse("quiet", "Leave some of the week: with nothing but quiet hours none ever end.");
    await tx.execute(sql`
      UPDATE schedules SET quiet = ${JSON.stringify(quiet)}::jsonb, updated_at = clock_timestamp(),
        urgent_breaks_through = coalesce(${change.urgentBreaksThrough ?? null}::boolean, urgent_breaks_through)
      WHERE user_id = ${userId}`);
    if (change.timeZone) await changeZone(tx, userId, change.timeZone);
    await putOffAgain(tx, userId);
    return read(tx, userId);
  });
}

async function read(on: Database, userId: string): Promise<Schedule> {
  const { rows } = await on.execute<Row>(sql`
    SELECT u.time_zone AS "timeZone", coalesce(s.quiet, '[]') AS quiet,
      coalesce(s.urgent_breaks_through, true) AS "urgentBreaksThrough",
      nullif(belfry_due(statement_timestamp(), u.time_zone, NULL, NULL, s.quiet), statement_timestamp()) AS "quietUntil"
    FROM users u LEFT JOIN schedules s ON s.user_id = u.id WHERE u.id = ${userId}`);
  const [row] = rows;
  if (!row) throw new Error("The person is gone.");
  const quiet: Schedule["quiet"] = {};
  for (const { day, from, to } of row.quiet) {
    const key = String(day) as Weekday;
    quiet[key] = [...(quiet[key] ?? []), { from, to }];
  }
  return { ...row, quiet, quietUntil: row.quietUntil && new Date(row.quietUntil).toISOString() };
}

interface Row extends Record<string, unknown> {
  timeZone: string;
  quiet: Kept[];
  urgentBreaksThrough: boolean;
  quietUntil: string | null;
}

const merged = (kept: Kept[], given: Schedule["quiet"]): Kept[] =>
  [
    ...kept.filter(({ day }) => given[String(day) as Weekday] === undefined),
    ...Object.entries(given).flatMap(([day, windows]) => windows.map((window) => ({ day: Number(day), ...window }))),
  ].sort((a, b) => a.day - b.day || a.from - b.from);

/** Whether these windows leave no minute of a week. */
function isNeverOver(quiet: Kept[]): boolean {
  const week = 7 * DAY_MINUTES;
  const spans = quiet.map(({ day, from, to }) => {
    const start = (day - 1) * DAY_MINUTES + from;
    return { start, end: start + (to > from ? to - from : to - from + DAY_MINUTES) };
  });
  // What runs over the end of the week is there at its beginning, too.
  const all = spans.flatMap((span) => [span, { start: span.start - week, end: span.end - week }]);
  let reached = 0;
  for (const { start, end } of all.sort((a, b) => a.start - b.start))
    if (start <= reached) reached = Math.max(reached, end);
  return reached >= week;
}

/** The database tells the time, so it must know the zone as well. */
async function changeZone(tx: Database, userId: string, timeZone: string): Promise<void> {
  await tx.execute(sql`SAVEPOINT zone`);
  try {
    await tx.execute(sql`UPDATE users SET time_zone = ${timeZone} WHERE id = ${userId}
      AND clock_timestamp() AT TIME ZONE ${timeZone} IS NOT NULL`);
  } catch (error) {
    await tx.execute(sql`ROLLBACK TO SAVEPOINT zone`);
    if (codeOf(error) !== "22023") throw error;
    throw refuse("timeZone", `The database does not know the time zone ${timeZone}; choose another of the same hours.`);
  }
}

/** What waits for the end of the quiet hours waits for their new end, or not any more. */
async function putOffAgain(tx: Database, userId: string): Promise<void> {
  const { rows } = await tx.execute<{ workspaceId: string; channel: DeliveryChannel }>(sql`
    WITH waiting AS (
      SELECT d.id, nullif(belfry_due(statement_timestamp(), u.time_zone, NULL, NULL, s.quiet), statement_timestamp()) AS due
      FROM deliveries d JOIN users u ON u.id = d.user_id JOIN schedules s ON s.user_id = u.id
      WHERE d.user_id = ${userId} AND d.state = 'pending' AND d.reason = ${WAITS.quiet} AND d.digest_id IS NULL
      ORDER BY d.id FOR UPDATE OF d
    )
    UPDATE deliveries d SET deferred_for = w.due, next_attempt_at = coalesce(w.due, clock_timestamp()),
      reason = CASE WHEN w.due IS NOT NULL THEN d.reason END
    FROM waiting w WHERE d.id = w.id RETURNING d.workspace_id AS "workspaceId", d.channel`);
  afterCommit(tx, () => {
    for (const { workspaceId, channel } of rows) wakeDeliveries(workspaceId, channel);
  });
}

const refuse = (path: string, message: string) =>
  new AppError("invalid", message, { details: [{ path, message: "cannot be" }] });
