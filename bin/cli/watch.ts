import { setTimeout as sleep } from "node:timers/promises";
import { listNotifications, type Notification, pollNotifications } from "@/lib/notifications/inbox/contract";
import { EXIT, Failure, failureOf, isPassing } from "./exit-codes";
import { linesOf, print } from "./print";
import { type Options, signedIn } from "./target";

/** As many as one page holds: what is older than all of these is no news. */
const KNOWN = 100;
const LONGEST_WAIT_S = 60;

/** Prints what comes into the inbox, until Ctrl-C. A server that is away for a while is waited for. */
export async function watch(options: Options & { interval: string }): Promise<void> {
  const seconds = Number(options.interval);
  if (!(seconds >= 1 && seconds <= 3600))
    throw new Failure(EXIT.usage, "--interval must be a number of seconds, from 1 to 3600.");
  const follower = new Follower(options);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    await follower.begin(stop.signal);
    await follow(follower, seconds, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

async function follow(follower: Follower, seconds: number, signal: AbortSignal): Promise<never> {
  for (let failures = 0; ; ) {
    await sleep(Math.min(seconds * 2 ** failures, Math.max(seconds, LONGEST_WAIT_S)) * 1000, undefined, { signal });
    try {
      await follower.catchUp(signal);
      if (failures > 0) process.stderr.write("Belfry answers again.\n");
      failures = 0;
    } catch (error) {
      if (signal.aborted || !isPassing(error, follower.url)) throw error;
      if (failures++ === 0) process.stderr.write(`${failureOf(error, follower.url).message} Trying on.\n`);
    }
  }
}

class Follower {
  readonly #target: ReturnType<typeof signedIn>;
  readonly #known = new Set<string>();
  /** Where the lists begin that were there before us. */
  #oldest = "";
  #seq = 0;

  constructor(readonly options: Options) {
    this.#target = signedIn(options);
  }

  get url(): string {
    return this.#target.url;
  }

  /** Takes what is there as known. */
  async begin(signal: AbortSignal): Promise<void> {
    const page = await this.#list(signal);
    for (const { id } of page.notifications) this.#known.add(id);
    if (page.notifications.length === KNOWN) this.#oldest = page.notifications.at(-1)?.listedAt ?? "";
    process.stderr.write(`${page.unreadCount} unread. Waiting for more; Ctrl-C ends it.\n`);
  }

  /** Prints what has come since. */
  async catchUp(signal: AbortSignal): Promise<void> {
    for (;;) {
      const { ws } = this.#target;
      const poll = await this.#target.ask(pollNotifications, { ws, since: this.#seq }, signal);
      if (poll.reload) return this.#tell((await this.#list(signal)).notifications.toReversed());
      this.#tell(poll.changes);
      this.#seq = poll.seq;
      if (!poll.hasMore) return;
    }
  }

  async #list(signal: AbortSignal) {
    const page = await this.#target.ask(listNotifications, { ws: this.#target.ws, limit: KNOWN }, signal);
    this.#seq = page.seq;
    return page;
  }

  #tell(rows: Notification[]): void {
    for (const row of rows) {
      const isNews = !this.#known.has(row.id) && !row.isRead && !row.archivedAt && !row.snoozedUntil;
      if (!isNews || row.listedAt < this.#oldest) continue;
      this.#known.add(row.id);
      print(this.options, row, linesOf(row));
    }
  }
}
