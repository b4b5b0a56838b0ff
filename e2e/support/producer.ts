import { setTimeout as sleep } from "node:timers/promises";
import type { InstanceFile } from "./instance";

export interface Traffic {
  /** Begins every title, so that producers are told apart. */
  name: string;
  /** Handles; each event goes to the next of them, every tenth to all. */
  people: string[];
  lanes: number;
  /** Events a second; what an outage held up is sent as fast as it is taken afterwards. */
  pace: number;
}

/** A producer that keeps sending, and repeats what was not answered under the same key, as producers do. */
export class Producer {
  /** Who should get what, as `title → handle`. */
  readonly attempted = new Set<string>();
  readonly acknowledged = new Set<string>();
  /** Calls that were answered 202, and those that were not and came again. */
  readonly calls = { accepted: 0, repeated: 0 };
  #isRunning = true;
  #lanes: Promise<void>[];
  #next = 0;
  readonly #since = Date.now();

  constructor(
    private readonly instance: () => InstanceFile,
    private readonly traffic: Traffic,
  ) {
    this.#lanes = Array.from({ length: traffic.lanes }, () => this.#send());
  }

  /** Stops, once every event that was begun has been answered. */
  async finish(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#lanes);
  }

  async #send(): Promise<void> {
    const { name, people, pace } = this.traffic;
    for (;;) {
      const n = this.#next++;
      await sleep(Math.max(0, this.#since + (n * 1000) / pace - Date.now()));
      if (!this.#isRunning) return;
      const title = `${name} ${n}`;
      const to = n % 10 === 9 ? people : [people[n % people.length] ?? ""];
      for (const handle of to) this.attempted.add(`${title} → ${handle}`);
      while (!(await this.#post(title, to))) {
        this.calls.repeated++;
        await sleep(200);
      }
      this.calls.accepted++;
      for (const handle of to) this.acknowledged.add(`${title} → ${handle}`);
    }
  }

  async #post(title: string, to: string[]): Promise<boolean> {
    try {
      const { url, workspace, apiKey } = this.instance();
      const answer = await fetch(`${url}/api/workspaces/${workspace}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "idempotency-key": title },
        body: JSON.stringify({ type: "test", title, recipients: { users: to.map((handle) => `@${handle}`) } }),
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.status < 500 && answer.status !== 202) throw new Refused(`Refused: ${await answer.text()}`);
      return answer.status === 202;
    } catch (error) {
      if (error instanceof Refused) throw error;
      return false;
    }
  }
}

/** No fault explains it: the run is over. */
class Refused extends Error {}
