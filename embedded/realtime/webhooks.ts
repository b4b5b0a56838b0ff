import { setTimeout as delay } from "node:timers/promises";
import type { OccupancyListener } from "./channels";
import type { Limits } from "./hub";
import { type App, sign } from "./signature";

const MAX_WAITING = 10_000;
const MAX_PER_REQUEST = 100;
const ATTEMPT_TIMEOUT_MS = 5_000;
const MAX_RETRY_MS = 30_000;
const GIVE_UP_AFTER_MS = 5 * 60_000;

type WebhookEvent = { name: "channel_occupied" | "channel_vacated"; channel: string };

/**
 * Tells one URL which channels got their first subscriber and lost their last. Events go out in order, one request
 * at a time; a failed request is repeated with doubling pauses for five minutes, then dropped with a line in the log.
 */
export class Webhooks implements OccupancyListener {
  readonly #url: string;
  readonly #app: App;
  readonly #limits: Limits;
  readonly #log: (sentence: string) => void;
  readonly #waiting: WebhookEvent[] = [];
  /** Channels that look vacated: a page reload leaves and returns, and nobody should hear of that. */
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  readonly #stopping = new AbortController();
  #isSending = false;

  constructor(url: string, app: App, limits: Limits, log: (sentence: string) => void) {
    this.#url = url;
    this.#app = app;
    this.#limits = limits;
    this.#log = log;
  }

  occupied(channel: string): void {
    clearTimeout(this.#leaving.get(channel));
    // Known as occupied already if its leaving was not told yet.
    if (!this.#leaving.delete(channel)) this.#add({ name: "channel_occupied", channel });
  }

  vacated(channel: string): void {
    if (this.#stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#leaving.delete(channel);
      this.#add({ name: "channel_vacated", channel });
    }, this.#limits.vacatedDelayMs);
    this.#leaving.set(channel, timer);
  }

  /** Ends all timers and requests. What was not sent is lost: after a restart, ask GET /channels. */
  stop(): void {
    this.#stopping.abort();
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }

  #add(event: WebhookEvent): void {
    if (this.#waiting.length >= MAX_WAITING) {
      const { length } = this.#waiting.splice(0, MAX_WAITING / 2);
      this.#log(`${MAX_WAITING} webhook events wait for ${this.#url}: the ${length} oldest were dropped.`);
    }
    this.#waiting.push(event);
    if (!this.#isSending) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isSending = true;
    // One turn of the loop lets events of the same moment share a request.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0 && !this.#stopping.signal.aborted)
      await this.#deliver(this.#waiting.splice(0, MAX_PER_REQUEST));
    this.#isSending = false;
  }

  async #deliver(events: WebhookEvent[]): Promise<void> {
    const body = JSON.stringify({ time_ms: Date.now(), events });
    const deadline = Date.now() + GIVE_UP_AFTER_MS;
    for (let pause = this.#limits.webhookRetryMs; ; pause = Math.min(pause * 2, MAX_RETRY_MS)) {
      const problem = await this.#attempt(body);
      if (problem === null || this.#stopping.signal.aborted) return;
      if (Date.now() + pause > deadline)
        return this.#log(`Dropped ${events.length} webhook events for ${this.#url}: ${problem}.`);
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  /** @returns null when the receiver took it, otherwise what went wrong */
  async #attempt(body: string): Promise<string | null> {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        body,
        redirect: "manual",
        headers: {
          "content-type": "application/json",
          "x-pusher-key": this.#app.key,
          "x-pusher-signature": sign(this.#app.secret, body),
        },
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? null : `it answered ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
