import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { inngest } from "@/inngest/client";
import { type Limit, take } from "@/lib/http/limit";
import { renewing } from "@/lib/lease";
import { log } from "@/lib/log";
import { isStopping, Withdrawn } from "@/lib/shutdown";
import { type MailResult, mailTransport } from "./send";

/** Renewed while its sender lives: a row whose sender died is due again after it. */
const LEASE_SECONDS = 60;
const BATCH = 10;
const WAKE_MS = 100;

/** One row whose mail is due. */
export interface Due extends Record<string, unknown> {
  id: string;
  email: string;
  /** What the mail carries, sealed; null when there is nothing to mail. */
  sealed: string | null;
  attempts: number;
  turn: number;
  /** In seconds, to tell which is newer. */
  askedAt: number;
}

interface Options {
  /** Rows with id, email, turn, state, send_attempts, next_send_at, last_error, created_at and expires_at. */
  table: "login_codes" | "invitations";
  /** Its column for what is secret and needed only until it has been mailed. */
  secret: "sealed_code" | "sealed_token";
  /** Rows without it are passed over: their mail would go to nobody. */
  isWanted: SQL;
  /** How many mails one address gets; what is above it waits, and may run out. Rows of turn 0 are not counted. */
  perAddress: Limit;
  /** Waits between tries, in seconds. */
  retrySeconds: number[];
  /** Dead rows are deleted so many seconds after they were made; absent: somebody still wants to see them. */
  keepSeconds?: number;
  /** The event that wakes the job. */
  wakeUp: () => Parameters<typeof inngest.send>[0];
  /** Throws Withdrawn when the mail must not begin any more. */
  mail: (due: Due, sealed: string) => Promise<MailResult>;
}

/**
 * Mail of a queue of its own, beside the notifications': the row is the truth, each is claimed by one worker under a
 * lease, tried a few times while it lives, and its secret is erased as soon as nobody needs it. Nobody is refused here:
 * when strangers ask for more mail than one address should get, the lowest `turn` goes first, and of those the newest.
 */
export class MailQueue {
  readonly #of: Options;
  readonly #table: SQL;
  readonly #secret: SQL;
  #isWaking = false;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#of = options;
    this.#table = sql`${sql.identifier(options.table)}`;
    this.#secret = sql`${sql.identifier(options.secret)}`;
  }

  /** Wakes the job, once for all that became due within 100 ms and after their answers have gone out. */
  wake(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    setTimeout(() => {
      this.#isWaking = false;
      // A lost wake-up is only a delay: the job looks each minute by itself.
      inngest.send(this.#of.wakeUp()).catch((error: unknown) => log.warn({ err: error }, "wake-up not sent"));
    }, WAKE_MS).unref();
  }

  /**
   * Mails everything that is due, and erases what nobody may use any more. Returns how many went out. In a process that
   * ends nothing more begins, and what was claimed is given back.
   */
  async sendDue(): Promise<{ sent: number }> {
    await this.#forgetDead();
    let sent = 0;
    while (!isStopping()) {
      const due = await this.#claim();
      if (due.length === 0) break;
      const ready = await this.#pace(due);
      const results = await renewing(
        (LEASE_SECONDS * 1000) / 3,
        () => this.#renew(ready),
        () => Promise.all(ready.map((row) => this.#sendOne(row))),
      );
      sent += results.filter(Boolean).length;
    }
    return { sent };
  }

  async #claim(): Promise<Due[]> {
    const { rows } = await db().execute<Due>(sql`
      UPDATE ${this.#table} SET send_attempts = send_attempts + 1, next_send_at = ${after(LEASE_SECONDS)}
      WHERE id = ANY(ARRAY(
        SELECT id FROM ${this.#table} WHERE state = 'pending' AND next_send_at <= clock_timestamp()
        ORDER BY turn, created_at DESC LIMIT ${Math.min(BATCH, mailTransport()?.atOnce ?? BATCH)} FOR UPDATE SKIP LOCKED))
      RETURNING id, email, turn, extract(epoch FROM created_at)::float8 AS "askedAt", send_attempts AS attempts,
        CASE WHEN ${this.#of.isWanted} THEN ${this.#secret} END AS sealed`);
    return rows.sort((a, b) => a.turn - b.turn || b.askedAt - a.askedAt);
  }

  /** Those of whom their address may get a mail now; the others wait until it may. */
  async #pace(due: Due[]): Promise<Due[]> {
    const ready: Due[] = [];
    const full = new Map<string, [Due, ...Due[]]>();
    for (const row of due) {
      const waiting = full.get(row.email);
      if (waiting) waiting.push(row);
      else if (row.turn === 0 || (await this.#mayMail(row))) ready.push(row);
      else full.set(row.email, [row]);
    }
    for (const rows of full.values()) await this.#putOff(rows);
    return ready;
  }

  /** Who asked often before takes up more, so that the rest is left for those who ask seldom. */
  #costOf = ({ turn }: Due) => Math.min(turn, this.#of.perAddress.burst);
  #bucketOf = ({ email }: Due) => `mail:${this.#of.table}:${email}`;
  #mayMail = async (row: Due) => (await take(this.#bucketOf(row), this.#of.perAddress, this.#costOf(row))) >= 0;

  /** All that waits for this address is due in the same moment, so that then the order decides and no accident. */
  async #putOff(claimed: [Due, ...Due[]]): Promise<void> {
    const [first] = claimed;
    const isClaimed = sql`id = ANY(${sql.param(claimed.map(({ id }) => id))}::uuid[])`;
    const secondsToGo = sql`(${this.#costOf(first)} - tokens) / ${this.#of.perAddress.perSecond}::float8`;
    const { rows } = await db().execute<{ seconds: number }>(sql`
      WITH slot AS (
        SELECT greatest(clock_timestamp(), max(updated_at + make_interval(secs => ${secondsToGo})))
          + interval '50 milliseconds' AS at
        FROM rate_buckets WHERE key = ${this.#bucketOf(first)}),
      waiting AS (
        UPDATE ${this.#table} SET next_send_at = slot.at, send_attempts = send_attempts - (${isClaimed})::int FROM slot
        WHERE email = ${first.email} AND state = 'pending' AND turn > 0
          AND (${isClaimed} OR next_send_at <= clock_timestamp()))
      SELECT extract(epoch FROM at - clock_timestamp())::float8 AS seconds FROM slot`);
    this.#wakeIn((rows[0]?.seconds ?? 0) * 1000);
  }

  #wakeIn(ms: number): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.wake();
    }, ms).unref();
  }

  async #renew(some: Due[]): Promise<void> {
    await db().execute(sql`
      UPDATE ${this.#table} q SET next_send_at = ${after(LEASE_SECONDS)}
      FROM unnest(${sql.param(some.map(({ id }) => id))}::uuid[], ${sql.param(some.map(({ attempts }) => attempts))}::int[])
        AS held (id, attempts)
      WHERE q.id = held.id AND q.send_attempts = held.attempts AND q.state = 'pending' AND q.next_send_at > clock_timestamp()`);
  }

  async #sendOne(row: Due): Promise<boolean> {
    if (row.sealed === null) {
      await this.#settle(row, this.#over("skipped", null));
      return false;
    }
    const result = await this.#of.mail(row, row.sealed).catch(unsendable);
    await this.#settle(row, result ? this.#outcomeOf(row, result) : again(row.attempts - 1, 0, null));
    return result?.ok === true;
  }

  #outcomeOf(row: Due, result: MailResult): SQL {
    if (result.ok) return this.#over("sent", null);
    const error = result.message.slice(0, 1000);
    // A full provider is no fault of this mail's: the try does not count.
    if (result.status === 429) return again(row.attempts - 1, result.retryAfterSeconds ?? 30, error);
    const wait = this.#of.retrySeconds[row.attempts - 1];
    return result.isPermanent || wait === undefined ? this.#over("failed", error) : again(row.attempts, wait, error);
  }

  #over = (state: "sent" | "skipped" | "failed", error: string | null) =>
    sql`state = ${state}, ${this.#secret} = NULL, last_error = ${error}`;

  /** Writes the outcome of one try, unless another worker took the row over meanwhile, or it has another secret now. */
  async #settle(row: Due, outcome: SQL): Promise<void> {
    const isSame = row.sealed === null ? sql`` : sql`AND ${this.#secret} = ${row.sealed}`;
    await db().execute(sql`
      UPDATE ${this.#table} SET ${outcome}
      WHERE id = ${row.id} AND state = 'pending' AND send_attempts = ${row.attempts} ${isSame}`);
  }

  async #forgetDead(): Promise<void> {
    await db().execute(sql`
      UPDATE ${this.#table}
      SET state = 'failed', ${this.#secret} = NULL, last_error = coalesce(last_error, 'ran out before it was sent')
      WHERE state = 'pending' AND expires_at <= clock_timestamp()`);
    const { keepSeconds } = this.#of;
    if (keepSeconds) await db().execute(sql`DELETE FROM ${this.#table} WHERE created_at < ${after(-keepSeconds)}`);
  }
}

/** Sealed under another secret it cannot be opened; it must not hold up those behind it. Undefined: it did not begin. */
function unsendable(error: unknown): MailResult | undefined {
  if (error instanceof Withdrawn) return undefined;
  log.error({ err: error }, "a mail could not be composed");
  return { ok: false, isPermanent: true, status: null, message: "The mail could not be composed." };
}

const again = (attempts: number, seconds: number, error: string | null) =>
  sql`send_attempts = ${attempts}, last_error = coalesce(${error}::text, last_error), next_send_at = ${after(seconds)}`;

const after = (seconds: number) => sql`clock_timestamp() + make_interval(secs => ${seconds})`;
