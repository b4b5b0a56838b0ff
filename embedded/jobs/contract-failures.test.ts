import { type FailureEventArgs, NonRetriableError, RetryAfterError, StepError } from "inngest";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Bench, type Define, on, openBench, PATIENCE } from "./testing/bench";

// Talks to the engine by events alone and looks only at what the functions did: a real Inngest must pass it too.
let bench: Bench;
const did = (name: string) => bench.effects.get(name) ?? [];

const define: Define = (client, effect) => {
  let flaky = 0;
  let flakyRun = 0;
  let retryAfter = 0;
  return [
    client.createFunction(on("retry/step"), async ({ step, attempt }) => {
      await step.run("before", () => effect("retry/step", "before"));
      const result = await step.run("flaky", () => {
        effect("retry/step", `flaky ${attempt}`);
        if (++flaky < 3) throw new Error("not yet");
        return "ok";
      });
      effect("retry/step", result);
    }),
    client.createFunction({ ...on("retry/run"), retries: 2 }, async ({ attempt }) => {
      effect("retry/run", attempt);
      if (++flakyRun < 3) throw new Error("not yet");
    }),
    client.createFunction(
      {
        ...on("retry/none"),
        onFailure: ({ error, event }: FailureEventArgs) =>
          effect("retry/none", `failed: ${error.message} ${event.data.event.data.n} ${event.data.function_id}`),
      },
      async () => {
        effect("retry/none", "tried");
        throw new NonRetriableError("for good");
      },
    ),
    client.createFunction({ ...on("retry/exhausted"), retries: 1 }, async ({ step }) => {
      const broken = step.run("broken", () => {
        effect("retry/exhausted", "tried");
        throw new TypeError("broken");
      });
      const error = await broken.catch((caught: unknown) => caught);
      effect("retry/exhausted", error instanceof StepError && error.message);
      await step.run("afterwards", () => effect("retry/exhausted", "afterwards"));
    }),
    client.createFunction(on("retry/after"), async ({ step }) => {
      await step.run("limited", () => {
        effect("retry/after", Date.now());
        if (++retryAfter === 1) throw new RetryAfterError("slow down", "2s");
      });
    }),
  ];
};

beforeAll(async () => {
  bench = await openBench(define);
});
afterAll(() => bench.close());

describe.concurrent("failures", () => {
  test("repeat the step that failed, and only that", async ({ expect }) => {
    await bench.send({ name: "retry/step", data: {} });
    await expect.poll(() => did("retry/step"), PATIENCE).toContain("ok");
    expect(did("retry/step").slice(0, 4)).toEqual(["before", "flaky 0", "flaky 1", "flaky 2"]);
  });

  test("repeat a function without steps", async ({ expect }) => {
    await bench.send({ name: "retry/run", data: {} });
    await expect.poll(() => did("retry/run"), PATIENCE).toEqual([0, 1, 2]);
  });

  test("end at once after a NonRetriableError, and onFailure hears of it", async ({ expect }) => {
    await bench.send({ name: "retry/none", data: { n: 7 } });
    await expect.poll(() => did("retry/none"), PATIENCE).toEqual(["tried", "failed: for good 7 app-retry-none"]);
  });

  test("of a step can be caught when its attempts are used up", async ({ expect }) => {
    await bench.send({ name: "retry/exhausted", data: {} });
    await expect.poll(() => did("retry/exhausted"), PATIENCE).toContain("afterwards");
    expect(did("retry/exhausted").filter((what) => what === "tried").length).toBe(2);
    expect(did("retry/exhausted")).toContain("broken");
  });

  test("wait as long as a RetryAfterError says", async ({ expect }) => {
    await bench.send({ name: "retry/after", data: {} });
    await expect.poll(() => did("retry/after").length, PATIENCE).toBe(2);
    const [first, second] = did("retry/after").map(Number);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(1_500);
  });
});
