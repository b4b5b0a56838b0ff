import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { transact } from "@/db/transaction";
import { clampWait } from "@/lib/http/retry-after";
import type { Credential, Outcome } from "../channels/define";
import { sendersOf } from "../channels/registry";
import { alertOfFailing, type Failing } from "./failure-alerts";
import { PLACE } from "./place";
import { THROTTLED_SECONDS } from "./retry-policy";

/** How many are sent at the same time; also how many one claim takes. */
export const BATCH = 16;
/** So many failures in a row, with no answer between them, are no longer one message's own: the tries of one are four. */
const BREAKS_AFTER = 5;
/** How long nothing is sent once it broke, and after each probe that failed. */
const FIRST_PAUSE_SECONDS = 15;
const NEXT_PAUSE_SECONDS = 30;

const INSTANCE: Credential = { owner: "instance", key: sql`'instance'` };

/** So many of a credential's places slowed down at the same time mean the credential. */
const PLACES_MEAN_ALL = 3;

/** What a claim knows of the credential of one row. */
export interface Throttled {
  /** Its key in `credential_pauses`. */
  credential: string;
  /** How many may be sent at the same time: all but after a pause. */
  ramp: number;
  /** It failed last, or is still coming back: a success is worth writing down. */
  isTroubled: boolean;
}

/** The key of the credential that sends the delivery `d`, as SQL. */
export function credentialOf(channel: DeliveryChannel): SQL {
  const { toPerson, toDestination } = sendersOf(channel);
  const ofPerson = keyOf(channel, toPerson?.credential);
  const ofDestination = keyOf(channel, toDestination?.credential);
  if (!toDestination || toPerson?.credential === toDestination.credential) return ofPerson;
  return toPerson ? sql`CASE WHEN d.config_id IS NULL THEN ${ofPerson} ELSE ${ofDestination} END` : ofDestination;
}

/** The keys that nothing is sent by just now, as SQL: one array, read once for a statement. */
export const pausedKeys = sql`ARRAY(SELECT key FROM credential_pauses WHERE until > statement_timestamp())`;

/** Whether neither the credential nor the place of the delivery `d` is paused, as SQL. */
export const isFree = (channel: DeliveryChannel): SQL =>
  sql`NOT (ARRAY[${credentialOf(channel)}, ${placeKeyOf(channel)}] && ${pausedKeys})`;

/** The key of the delivery `d`'s place alone, as SQL. */
export const placeKeyOf = (channel: DeliveryChannel): SQL => sql`${credentialOf(channel)} || ' ' || ${PLACE}`;

/** Pauses what the provider slows down: the credential, or one place of it; several places at once are the credential. */
export async function pauseThrottled(row: { credential: string; place: string }, outcome: Pause): Promise<void> {
  const { credential, place } = row;
  if (!outcome.isPlaceOnly) return pauseCredential(credential, outcome);
  await pauseCredential(`${credential} ${place}`, outcome);
  const { rows } = await db().execute<{ paused: number }>(sql`
    WITH places AS (SELECT * FROM credential_pauses WHERE starts_with(key, ${`${credential} `})),
      over AS (DELETE FROM credential_pauses WHERE key IN (SELECT key FROM places WHERE until <= statement_timestamp()))
    SELECT count(*)::int AS paused FROM places WHERE until > statement_timestamp()`);
  if (outcome.status && (rows[0]?.paused ?? 0) >= PLACES_MEAN_ALL) await pauseCredential(credential, outcome);
}

type Pause = Pick<Extract<Outcome, { kind: "retry" }>, "afterSeconds" | "error" | "isPlaceOnly" | "status">;

/** Nothing more is sent by this credential until the provider's wish is fulfilled, by no process; then few, then more. */
export async function pauseCredential(key: string, { afterSeconds, error }: { afterSeconds?: number; error: string }) {
  await db().execute(sql`
    INSERT INTO credential_pauses AS c (key, until, last_error)
    VALUES (${key}, ${after(clampWait(afterSeconds ?? THROTTLED_SECONDS))}, ${error.slice(0, 1000)})
    ON CONFLICT (key) DO UPDATE SET until = greatest(c.until, excluded.until), ramp = 1,
      last_error = excluded.last_error, updated_at = clock_timestamp()`);
}

/** Notes how a credential did in one batch: an answer closes its breaker step by step, failures alone open it. */
export async function noteBatch(batch: { row: Throttled & Failing; outcome: Outcome }[]): Promise<void> {
  for (const key of new Set(batch.map(({ row }) => row.credential))) {
    const some = batch.filter(({ row }) => row.credential === key);
    const [first] = some;
    const failures = some.flatMap(({ outcome }) => (isFailure(outcome) ? [outcome.error] : []));
    if (!first || some.some(({ outcome }) => isThrottled(outcome))) continue;
    if (failures.length < some.length) {
      if (first.row.isTroubled) await noteSuccess(key);
    } else await noteFailures(key, failures, first.row);
  }
}

export const isThrottled = (outcome: Outcome): boolean => outcome.kind === "retry" && outcome.isThrottled === true;

const isFailure = (outcome: Outcome): outcome is Extract<Outcome, { kind: "retry" | "unknown" }> =>
  (outcome.kind === "retry" && !outcome.isThrottled) || outcome.kind === "unknown";

/** Twice as many next time; forgotten when that is all there can be. What was paused meanwhile stays so. */
async function noteSuccess(key: string): Promise<void> {
  const { rowCount } = await db().execute(sql`
    DELETE FROM credential_pauses WHERE key = ${key} AND until <= clock_timestamp() AND ramp * 2 >= ${BATCH}`);
  if (rowCount) return;
  await db().execute(sql`
    UPDATE credential_pauses SET failures = 0, ramp = ramp * 2, updated_at = clock_timestamp()
    WHERE key = ${key} AND until <= clock_timestamp()`);
}

/** Whoever's failure opens the breaker tells of it: once for an outage, in the same transaction. */
async function noteFailures(key: string, errors: string[], row: Failing): Promise<void> {
  const error = (errors.at(-1) ?? "").slice(0, 1000);
  await transact(async (tx) => {
    const { rows } = await tx.execute<{ failures: number }>(sql`
      INSERT INTO credential_pauses AS c (key, failures, ramp, last_error)
      VALUES (${key}, ${errors.length}, ${BATCH}, ${error})
      ON CONFLICT (key) DO UPDATE SET failures = c.failures + excluded.failures, last_error = excluded.last_error,
        updated_at = clock_timestamp()
      RETURNING failures`);
    const failures = rows[0]?.failures ?? 0;
    if (failures < BREAKS_AFTER) return;
    const opens = failures - errors.length < BREAKS_AFTER;
    await tx.execute(sql`
      UPDATE credential_pauses SET ramp = 1,
        until = greatest(until, ${after(opens ? FIRST_PAUSE_SECONDS : NEXT_PAUSE_SECONDS)})
      WHERE key = ${key}`);
    if (opens) await alertOfFailing(tx, key, row, error);
  });
}

const keyOf = (channel: DeliveryChannel, { key }: Credential = INSTANCE): SQL =>
  sql`${sql.raw(`'${channel}:'`)} || (${key})`;

const after = (seconds: number): SQL => sql`clock_timestamp() + make_interval(secs => ${seconds}::float8)`;
