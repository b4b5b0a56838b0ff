import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { log } from "@/lib/log";
import type { Outcome, Outgoing } from "../define";

/** Its health is looked at by people: once in so many seconds is often enough while all goes well. */
const SECONDS = 10;

/** Notes on a destination how its last message went; throttling and what nobody has set up say nothing about it. */
export async function noteOutcome({ destination }: Outgoing, outcome: Outcome): Promise<void> {
  if (!destination || outcome.kind === "skipped" || (outcome.kind === "retry" && outcome.isThrottled)) return;
  const change =
    outcome.kind === "sent"
      ? sql`last_sent_at = clock_timestamp(), last_error = NULL, last_error_at = NULL
          WHERE (last_error IS NOT NULL OR last_sent_at IS NULL
            OR last_sent_at < clock_timestamp() - make_interval(secs => ${SECONDS})) AND`
      : sql`last_error = ${outcome.error.slice(0, 1000)}, last_error_at = clock_timestamp() WHERE`;
  await db()
    .execute(sql`UPDATE channel_configs SET ${change} id = ${destination.id}`)
    .catch((error: unknown) => log.warn({ err: error }, "a destination's health was not noted"));
}

/** A destination that is no more is switched off, unless an admin has changed it after `since`. */
export async function switchOff({ destination }: Outgoing, since: Date): Promise<void> {
  if (!destination) return;
  await db().execute(sql`
    UPDATE channel_configs SET is_active = false
    WHERE id = ${destination.id} AND updated_at < ${since.toISOString()}::timestamptz`);
}
