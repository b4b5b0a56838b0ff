import { NonRetriableError } from "inngest";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Bench, type Define, on, openBench, PATIENCE } from "./testing/bench";

// Talks to the engine by events alone and looks only at what the functions did: a real Inngest must pass it too.
let bench: Bench;
const did = (name: string) => bench.effects.get(name) ?? [];

const define: Define = (client, effect) => {
  const target = client.createFunction(on("invoke/target"), async ({ event }) => {
    const { fail, n } = event.data as { fail?: boolean; n: number };
    if (fail) throw new NonRetriableError("target failed");
    return { doubled: n * 2 };
  });
  const sleeper = client.createFunction(on("invoke/sleeper"), async ({ step }) => step.sleep("long", "1h"));
  return [
    target,
    sleeper,
    client.createFunction(on("steps/memo"), async ({ step }) => {
      effect("steps/memo body", null);
      const a = await step.run("a", () => {
        effect("steps/memo", "a");
        return { n: 1 };
      });
      const same = [await step.run("same", () => "one"), await step.run("same", () => "two")];
      await step.sleep("pause", "1s");
      const nothing = await step.run("nothing", () => undefined);
      effect("steps/memo", { a, same, nothing });
    }),
    client.createFunction(on("steps/parallel"), async ({ step }) => {
      const branch = (name: string) =>
        step.run(name, async () => {
          effect("steps/parallel", `${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 300));
          effect("steps/parallel", `${name} ends`);
          return name;
        });
      effect("steps/parallel result", await Promise.all([branch("a"), branch("b"), branch("c")]));
      await step.run("after", () => effect("steps/parallel result", "after"));
    }),
    client.createFunction(on("steps/race"), async ({ step, group }) => {
      const winner = await group.parallel(() =>
        Promise.race([
          step.run("quick", () => "quick"),
          step.waitForEvent("slow", { event: "never", timeout: "1h" }).then(() => "slow"),
        ]),
      );
      await step.run("next", () => effect("steps/race", winner));
      await step.run("last", () => effect("steps/race", "last"));
    }),
    client.createFunction({ ...on("steps/v1"), optimizeParallelism: false }, async ({ step }) => {
      const both = [step.run("a", () => effect("steps/v1", "a")), step.run("b", () => effect("steps/v1", "b"))];
      await Promise.all(both);
      await step.run("done", () => effect("steps/v1", "done"));
    }),
    client.createFunction({ ...on("steps/plain"), checkpointing: false }, async ({ step }) => {
      await step.run("a", () => effect("steps/plain", "a"));
      await step.run("b", () => effect("steps/plain", "b"));
      effect("steps/plain", "done");
    }),
    client.createFunction(on("steps/large"), async ({ step }) => {
      const parts = [];
      for (let i = 0; i < 3; i++) parts.push(await step.run(`part-${i}`, () => `${i}`.repeat(2_000_000)));
      await step.sleep("pause", "1s");
      effect(
        "steps/large",
        parts.map((part) => part.length),
      );
    }),
    client.createFunction(on("sleep/until"), async ({ step, event }) => {
      await step.sleepUntil("until", event.data.at);
      await step.sleepUntil("past", "2001-01-01T00:00:00Z");
      effect("sleep/until", Date.now());
    }),
    client.createFunction(on("wait/start"), async ({ step, event }) => {
      const match = await step.waitForEvent("match", { event: "wait/answer", timeout: "1h", match: "data.id" });
      const { wanted } = event.data;
      const condition = { event: "wait/answer", timeout: "1h", if: `async.data.n == ${wanted}` };
      const second = await step.waitForEvent("if", condition);
      const none = await step.waitForEvent("none", { event: "wait/never", timeout: "1s" });
      effect("wait/start", { match: match?.data, name: match?.name, second: second?.data, none });
    }),
    client.createFunction(on("send/start"), async ({ step }) => {
      const { ids } = await step.sendEvent("send", [{ name: "send/other", data: { n: 1 } }, { name: "send/other" }]);
      effect("send/start", ids.length);
    }),
    client.createFunction(on("send/other"), async ({ event }) => effect("send/other", event.data)),
    client.createFunction(on("invoke/start"), async ({ step }) => {
      effect("invoke/start", await step.invoke("ok", { function: target, data: { n: 21 } }));
      const failing = step.invoke("bad", { function: target, data: { fail: true } });
      effect("invoke/start", await failing.catch((error: Error) => error.message));
      const late = step.invoke("late", { function: sleeper, timeout: "1s" });
      effect("invoke/start", await late.catch((error: Error) => error.message));
    }),
  ];
};

beforeAll(async () => {
  bench = await openBench(define);
});
afterAll(() => bench.close());

describe.concurrent("steps", () => {
  test("run once, keep their result, and count a repeated name", async ({ expect }) => {
    await bench.send({ name: "steps/memo", data: {} });
    await expect.poll(() => did("steps/memo").length, PATIENCE).toBe(2);
    expect(did("steps/memo")).toEqual(["a", { a: { n: 1 }, same: ["one", "two"], nothing: null }]);
    expect(did("steps/memo body").length).toBeGreaterThan(1);
  });

  test("run at the same time in Promise.all", async ({ expect }) => {
    await bench.send({ name: "steps/parallel", data: {} });
    await expect.poll(() => did("steps/parallel result"), PATIENCE).toContain("after");
    expect(did("steps/parallel").slice(0, 3).sort()).toEqual(["a begins", "b begins", "c begins"]);
    expect(did("steps/parallel").length).toBe(6);
    expect(did("steps/parallel result")).toContainEqual(["a", "b", "c"]);
  });

  test("go on with the winner of a race", async ({ expect }) => {
    await bench.send({ name: "steps/race", data: {} });
    await expect.poll(() => did("steps/race"), PATIENCE).toEqual(["quick", "last"]);
  });

  test("work without optimised parallelism, and without checkpoints", async ({ expect }) => {
    await bench.send([
      { name: "steps/v1", data: {} },
      { name: "steps/plain", data: {} },
    ]);
    await expect.poll(() => did("steps/v1"), PATIENCE).toContain("done");
    expect([...did("steps/v1")].sort()).toEqual(["a", "b", "done"]);
    await expect.poll(() => did("steps/plain"), PATIENCE).toEqual(["a", "b", "done"]);
  });

  test("may return megabytes", async ({ expect }) => {
    await bench.send({ name: "steps/large", data: {} });
    await expect.poll(() => did("steps/large"), PATIENCE).toEqual([[2_000_000, 2_000_000, 2_000_000]]);
  });

  test("sleep until a date, and not at all until a past one", async ({ expect }) => {
    const at = Date.now() + 1_500;
    await bench.send({ name: "sleep/until", data: { at: new Date(at).toISOString() } });
    await expect.poll(() => did("sleep/until").length, PATIENCE).toBe(1);
    expect(Number(did("sleep/until")[0]) - at).toBeGreaterThanOrEqual(-20);
  });

  test("wait for the event that matches, for a condition, or for the timeout", async ({ expect }) => {
    await bench.send({ name: "wait/start", data: { id: "x", wanted: 2 } });
    const answers = setInterval(() => {
      void bench.send([
        { name: "wait/answer", data: { id: "y", n: 1 } },
        { name: "wait/answer", data: { id: "x", n: 1 } },
        { name: "wait/answer", data: { id: "z", n: 2 } },
      ]);
    }, 200);
    await expect
      .poll(() => did("wait/start").length, PATIENCE)
      .toBe(1)
      .finally(() => clearInterval(answers));
    expect(did("wait/start")).toEqual([
      { match: { id: "x", n: 1 }, name: "wait/answer", second: { id: "z", n: 2 }, none: null },
    ]);
  });

  test("send events", async ({ expect }) => {
    await bench.send({ name: "send/start", data: {} });
    await expect.poll(() => did("send/other").length, PATIENCE).toBe(2);
    expect(did("send/other")).toContainEqual({ n: 1 });
    expect(did("send/start")).toEqual([2]);
  });

  test("invoke functions: result, error, timeout", async ({ expect }) => {
    await bench.send({ name: "invoke/start", data: {} });
    const timedOut = "Timed out waiting for invoked function to complete";
    await expect.poll(() => did("invoke/start"), PATIENCE).toContain(timedOut);
    expect(did("invoke/start")).toContainEqual({ doubled: 42 });
    expect(did("invoke/start")).toContain("target failed");
  });
});
