import { afterAll, beforeAll, describe, test } from "vitest";
import { type Bench, type Define, on, openBench, PATIENCE } from "./testing/bench";

// Talks to the engine by events alone and looks only at what the functions did: a real Inngest must pass it too.
let bench: Bench;
const did = (name: string) => bench.effects.get(name) ?? [];

const define: Define = (client, effect) => {
  return [
    client.createFunction(on("delayed"), async () => effect("delayed", Date.now())),
    client.createFunction(
      {
        id: "conditional",
        triggers: [{ event: "trigger/one", if: "event.data.kind == 'yes' && event.data.deep.flag != true" }],
      },
      async ({ event }) => effect("trigger/one", event.data.n),
    ),
    client.createFunction({ id: "wild", triggers: [{ event: "wild/*" }, { event: "wild/card" }] }, async ({ event }) =>
      effect("wild", event.name),
    ),
    client.createFunction(
      { ...on("limit/keyed"), concurrency: { limit: 1, key: "event.data.who" } },
      async ({ step, event }) => {
        await step.run("busy", async () => {
          effect("limit/keyed", `${event.data.who} begins`);
          await new Promise((resolve) => setTimeout(resolve, 200));
          effect("limit/keyed", `${event.data.who} ends`);
        });
      },
    ),
    client.createFunction({ ...on("debounced"), debounce: { period: "1s", key: "event.data.k" } }, async ({ event }) =>
      effect("debounced", event.data),
    ),
    client.createFunction({ ...on("idempotent"), idempotency: "event.data.order" }, async ({ event }) =>
      effect("idempotent", event.data.n),
    ),
    client.createFunction(on("plain"), async ({ event }) => effect("plain", event.id)),
    client.createFunction(
      { ...on("cancel/start"), cancelOn: [{ event: "cancel/now", match: "data.id" }] },
      async ({ step, event }) => {
        await step.run("begin", () => effect("cancel/start", `begin ${event.data.id}`));
        await step.sleep("pause", "2s");
        await step.run("end", () => effect("cancel/start", `end ${event.data.id}`));
      },
    ),
    client.createFunction({ ...on("timeout/finish"), timeouts: { finish: "1s" } }, async ({ step }) => {
      await step.run("begin", () => effect("timeout/finish", "begin"));
      await step.sleep("pause", "3s");
      effect("timeout/finish", "end");
    }),
    client.createFunction({ id: "cancelled", triggers: [{ event: "inngest/function.cancelled" }] }, async ({ event }) =>
      effect("cancelled", event.data.function_id),
    ),
    client.createFunction(
      {
        id: "finished",
        triggers: [{ event: "inngest/function.finished", if: "event.data.function_id == 'app-plain'" }],
      },
      async ({ event }) => effect("finished", event.data.event.id),
    ),
  ];
};

beforeAll(async () => {
  bench = await openBench(define);
});
afterAll(() => bench.close());

describe.concurrent("events", () => {
  test("start a function whose condition holds; a missing field is null", async ({ expect }) => {
    await bench.send([
      { name: "trigger/one", data: { kind: "no", n: 1 } },
      { name: "trigger/one", data: { kind: "yes", n: 2 } },
      { name: "trigger/one", data: { kind: "yes", n: 3, deep: { flag: true } } },
      { name: "trigger/one", data: { kind: "yes", n: 4, deep: {} } },
    ]);
    await expect.poll(() => did("trigger/one").length, PATIENCE).toBe(2);
    expect([...did("trigger/one")].sort()).toEqual([2, 4]);
  });

  test("start a function once even if two of its triggers match", async ({ expect }) => {
    await bench.send([
      { name: "wild/card", data: {} },
      { name: "wild/other", data: {} },
    ]);
    await expect.poll(() => did("wild").length, PATIENCE).toBe(2);
    expect([...did("wild")].sort()).toEqual(["wild/card", "wild/other"]);
  });

  test("with the same key take turns, with other keys do not", async ({ expect }) => {
    await bench.send(["ann", "bob", "ann", "ann"].map((who) => ({ name: "limit/keyed", data: { who } })));
    await expect.poll(() => did("limit/keyed").length, PATIENCE).toBe(8);
    const ann = did("limit/keyed").filter((what) => String(what).startsWith("ann"));
    expect(ann).toEqual(["begins", "ends", "begins", "ends", "begins", "ends"].map((what) => `ann ${what}`));
    expect(did("limit/keyed").indexOf("bob begins")).toBeLessThan(did("limit/keyed").indexOf("ann ends"));
  });

  test("that are debounced start one run with the newest; without a key value none is lost", async ({ expect }) => {
    const ts = Date.now();
    await bench.send({ name: "debounced", data: { k: "a", n: 1 }, ts });
    await bench.send({ name: "debounced", data: { k: "a", n: 3 }, ts: ts - 1 });
    await bench.send([
      { name: "debounced", data: { n: 8 } },
      { name: "debounced", data: { n: 9 } },
    ]);
    await expect.poll(() => did("debounced").length, PATIENCE).toBe(3);
    expect(did("debounced")).toEqual(expect.arrayContaining([{ k: "a", n: 1 }, { n: 8 }, { n: 9 }]));
  });

  test("with the same idempotency key start once; without one each starts", async ({ expect }) => {
    await bench.send([1, 2].map((n) => ({ name: "idempotent", data: { order: "o", n } })));
    await bench.send({ name: "idempotent", data: { order: "o", n: 3 } });
    await bench.send([4, 5].map((n) => ({ name: "idempotent", data: { n } })));
    await expect.poll(() => did("idempotent").length, PATIENCE).toBe(3);
    expect([...did("idempotent")].sort()).toEqual([1, 4, 5]);
  });

  test("with the same id start once, and a repeated request too", async ({ expect }) => {
    await bench.send({ id: "same", name: "plain", data: {} });
    await bench.send([
      { id: "same", name: "plain", data: {} },
      { id: "other", name: "plain", data: {} },
    ]);
    const seed = `${Date.now()},${Buffer.from("0123456789").toString("base64")}`;
    const repeated = [
      await bench.post([{ name: "plain", data: {} }], seed),
      await bench.post([{ name: "plain" }], seed),
    ];
    expect(repeated[0]?.body).toEqual(repeated[1]?.body);
    await expect.poll(() => did("plain").length, PATIENCE).toBe(3);
    await expect.poll(() => did("finished").length, PATIENCE).toBe(3);
    expect(did("plain").filter((id) => id === "same").length).toBe(1);
  });

  test("cancel the runs they match, those still to come included", async ({ expect }) => {
    const later = { name: "cancel/start", data: { id: "later" }, ts: Date.now() + 2_000 };
    await bench.send([..."abc"].map((id) => ({ name: "cancel/start", data: { id } })));
    await bench.send(later);
    await expect.poll(() => did("cancel/start").length, PATIENCE).toBe(3);
    await bench.send([
      { name: "cancel/now", data: { id: "b" } },
      { name: "cancel/now", data: { id: "later" } },
    ]);
    await expect.poll(() => did("cancel/start").length, PATIENCE).toBe(5);
    await expect.poll(() => did("cancelled").filter((id) => id === "app-cancel-start").length, PATIENCE).toBe(2);
    expect(did("cancel/start").slice(3).sort()).toEqual(["end a", "end c"]);
    expect(did("cancel/start")).not.toContain("begin later");
  });

  test("with a ts in the future start their runs then", async ({ expect }) => {
    const ts = Date.now() + 1_500;
    await bench.send({ name: "delayed", data: {}, ts });
    await expect.poll(() => did("delayed").length, PATIENCE).toBe(1);
    expect(Number(did("delayed")[0])).toBeGreaterThanOrEqual(ts);
  });

  test("start runs that are cancelled when they take too long", async ({ expect }) => {
    await bench.send({ name: "timeout/finish", data: {} });
    await expect.poll(() => did("cancelled"), PATIENCE).toContain("app-timeout-finish");
    expect(did("timeout/finish")).toEqual(["begin"]);
  });
});

describe.concurrent("the door for events", () => {
  test("is closed to a wrong key", async ({ expect }) => {
    const answer = await bench.post({ name: "plain", data: {} }, undefined, "wrong");
    expect(answer).toMatchObject({ status: 401, body: { status: 401, error: expect.any(String) } });
  });

  test("says what is wrong with an event", async ({ expect }) => {
    const complaint = async (event: unknown) => (await bench.post(event)).body.error;
    expect(await complaint({ name: "inngest/function.failed", data: {} })).toContain("reserved");
    expect(await complaint({ data: {} })).toContain("needs a name");
    expect(await complaint({ name: "a", data: [] })).toContain("must be an object");
    expect(await complaint({ name: "a", ts: "today" })).toContain("epoch milliseconds");
    expect(await complaint({ name: "a", data: { x: "x".repeat(600_000) } })).toContain("512 KB");
    expect(await complaint("not an event")).toContain("must be a JSON object");
  });
});
