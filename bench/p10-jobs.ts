import { join } from "node:path";
import type { Inngest } from "inngest";
import { startProgram } from "@/e2e/support/program";
import { createAppClient } from "@/embedded/jobs/app-client";
import { callFunction } from "@/embedded/jobs/call";
import { createSigner } from "@/embedded/jobs/signature";
import { createClient, EVENT_KEY, healthOf, SIGNING_KEY, serveApp } from "@/embedded/jobs/testing/app";
import { freePort } from "@/embedded/port";
import { medianTime, rate, sideBySide } from "./support/rounds";
import type { Row } from "./support/row";

const CALLS = 50;
const LANES = 16;
const RUNS = 20;
const STEPS = 20;

/** From an event to the end of its function, and how many steps a second go through. */
export const p10: Row = {
  id: "P10",
  measure: "job engine",
  floor: "the functions' endpoint called directly",
  async run(bench) {
    const port = await freePort();
    const client = createClient(`http://127.0.0.1:${port}`);
    const finished = new Finished();
    const app = await serveApp(client, functions(client, finished));
    bench.onClose(() => app.close());
    const engine = await startProgram(join(bench.root, "dist", "jobs.mjs"), {
      DATABASE_URL: await bench.database("jobs"),
      INNGEST_EVENT_KEY: EVENT_KEY,
      INNGEST_SIGNING_KEY: `signkey-test-${SIGNING_KEY}`,
      JOBS_APP_URL: app.url,
      JOBS_PORT: String(port),
    });
    bench.onClose(() => engine.stop());
    while (!(await healthOf(port)).app.syncedAt) await new Promise((resolve) => setTimeout(resolve, 20));
    const direct = directCall(app.url);
    const run = async () => {
      const done = finished.count(1);
      await client.send({ name: "quick", data: {} });
      await done;
    };
    await medianTime(20, run);
    await medianTime(20, direct);
    const answered = await sideBySide(
      () => medianTime(CALLS, direct),
      () => medianTime(CALLS, run),
    );
    const steps = await sideBySide(
      () => rate(RUNS * STEPS, LANES, direct),
      () => stepsPerSecond(client, finished),
    );
    return [
      { part: "event to function done, p50", unit: "ms", budget: { atMost: 6 }, ...answered },
      { part: "steps a second", unit: "/s", budget: { atLeast: 0.4 }, ...steps },
    ];
  },
};

function functions(client: Inngest, finished: Finished) {
  const quick = client.createFunction({ id: "quick", triggers: [{ event: "quick" }] }, () => finished.one());
  const long = client.createFunction({ id: "long", triggers: [{ event: "long" }] }, async ({ step }) => {
    for (let i = 0; i < STEPS; i++) await step.run(`step ${i}`, () => i);
    finished.one();
  });
  return [quick, long];
}

async function stepsPerSecond(client: Inngest, finished: Finished): Promise<number> {
  const since = performance.now();
  const done = finished.count(RUNS);
  await client.send(Array.from({ length: RUNS }, () => ({ name: "long", data: {} })));
  await done;
  return (RUNS * STEPS * 1000) / (performance.now() - since);
}

/** The very request the engine makes, without the engine. */
function directCall(url: string): () => Promise<void> {
  const client = createAppClient(createSigner(SIGNING_KEY));
  const event = { id: "direct", name: "quick", data: {}, user: {}, ts: Date.now() };
  const spec = { id: "", name: "quick", url: `${url}?fnId=app-quick`, maxAttempts: 1 };
  const job = { id: "1", gen: 1, kind: "disc" as const, run: "direct", fn: "app-quick", step: null, attempt: 0 };
  return async () => {
    const outcome = await callFunction(
      client,
      { ...job, misses: 0, event, steps: [], others: false },
      { ...spec, events: [], crons: [], concurrency: [], cancel: [], timeouts: {} },
    );
    if (outcome.kind !== "completed") throw new Error(`The endpoint answered: ${JSON.stringify(outcome)}`);
  };
}

/** Counts functions that came to their end. */
class Finished {
  #left = 0;
  #done = () => {};

  count(wanted: number): Promise<void> {
    this.#left = wanted;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  one(): void {
    this.#left--;
    if (this.#left === 0) this.#done();
  }
}
