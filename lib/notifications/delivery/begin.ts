import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { refuseWhenStopping, Withdrawn } from "@/lib/shutdown";
import { repeatsOf } from "../channels/define";
import { senderOf } from "../channels/registry";
import { type Claimed, LEASE_SECONDS } from "./claim";

interface Waiting {
  id: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const lease = sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;

/**
 * Lets calls begin, of what one claim took. Where a second call would be a second message, the row says first that one
 * may have gone out: in one statement for all that begin in the same moment. Where the provider knows a repeat, nothing
 * need be said.
 */
export class Beginner {
  readonly #owner: string;
  #waiting: Waiting[] = [];

  constructor(owner: string) {
    this.#owner = owner;
  }

  /** Throws Withdrawn when this process ends, or the row is another worker's by now. */
  async begin(row: Claimed): Promise<void> {
    await refuseWhenStopping();
    if (repeatsOf(senderOf(row.channel, row)) === "keyed") return;
    await new Promise<void>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#write(this.#waiting.splice(0)));
      this.#waiting.push({ id: row.deliveryId, resolve, reject });
    });
  }

  async #write(some: Waiting[]): Promise<void> {
    try {
      const { rows } = await db().execute<{ id: string }>(sql`
        UPDATE deliveries SET awaits_call = false, next_attempt_at = ${lease}
        WHERE id IN (${held(
          this.#owner,
          some.map(({ id }) => id),
        )}) RETURNING id`);
      const ours = new Set(rows.map(({ id }) => id));
      for (const { id, resolve, reject } of some) {
        if (ours.has(id)) resolve();
        else reject(new Withdrawn("Another worker has it by now."));
      }
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }
}

/** Keeps what is under way, or waits for its turn, from falling due again while its worker lives. */
export async function renewLeases(owner: string, rows: Claimed[]): Promise<void> {
  const ids = rows.map(({ deliveryId }) => deliveryId);
  await db().execute(sql`UPDATE deliveries SET next_attempt_at = ${lease} WHERE id IN (${held(owner, ids)})`);
}

/** Gives back what was claimed and not begun: due at once, as if it had not been claimed, for whoever comes next. */
export async function release(owner: string, rows: Claimed[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ deliveryId }) => deliveryId);
  await db().execute(sql`
    WITH freed AS (
      UPDATE deliveries SET state = CASE WHEN attempts > 1 THEN 'retrying' ELSE 'pending' END, attempts = attempts - 1,
        takeovers = 0, awaits_call = false, lease_owner = NULL, next_attempt_at = clock_timestamp()
      WHERE id IN (${held(owner, ids)}) RETURNING id
    )
    DELETE FROM delivery_attempts
    WHERE id = ANY(${sql.param(rows.map(({ attemptId }) => attemptId))}::uuid[]) AND delivery_id IN (SELECT id FROM freed)`);
}

/** Those of them that are still ours, in the order in which everybody locks them. */
const held = (owner: string, ids: string[]) => sql`
  SELECT id FROM deliveries WHERE id = ANY(${sql.param(ids)}::uuid[]) AND lease_owner = ${owner} AND state = 'sending'
  ORDER BY id FOR UPDATE`;
