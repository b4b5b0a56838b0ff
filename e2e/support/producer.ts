import { setTimeout as sleep } from "node:timers/promises";
import type { InstanceFile } from "./instance";

/** A producer that keeps sending, and repeats what was not answered under the same key, as producers do. */
export class Producer {
  readonly attempted = new Set<string>();
  readonly acknowledged = new Set<string>();
  #isRunning = true;
  #lanes: Promise<void>[];

  constructor(
    private readonly instance: () => InstanceFile,
    private readonly to: string,
    lanes = 4,
  ) {
    this.#lanes = Array.from({ length: lanes }, (_, lane) => this.#send(lane));
  }

  /** Stops, once every event that was begun has been answered. */
  async finish(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#lanes);
  }

  async #send(lane: number): Promise<void> {
    for (let n = 0; this.#isRunning; n++) {
      const title = `Event ${lane}-${n}`;
      this.attempted.add(title);
      while (!(await this.#post(title))) await sleep(200);
      this.acknowledged.add(title);
      await sleep(60);
    }
  }

  async #post(title: string): Promise<boolean> {
    try {
      const { url, workspace, apiKey } = this.instance();
      const answer = await fetch(`${url}/api/workspaces/${workspace}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "idempotency-key": title },
        body: JSON.stringify({ type: "test", title, recipients: { users: [this.to] } }),
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.status < 500 && answer.status !== 202) throw new TypeError(`Refused: ${await answer.text()}`);
      return answer.status === 202;
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith("Refused")) throw error;
      return false;
    }
  }
}
