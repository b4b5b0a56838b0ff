import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { freePort } from "../port";
import { createClient, healthOf, serveApp, startEngine } from "./testing/app";
import { on, openBench, PATIENCE } from "./testing/bench";
import { createDatabase, dropDatabase, openCluster } from "./testing/database";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test("what is not supported is refused by name, and the other functions work", async () => {
  const bench = await openBench((client, effect) => [
    client.createFunction({ ...on("good"), retries: 1 }, async ({ step }) => {
      effect("good", await step.run("work", () => "worked"));
    }),
    client.createFunction({ ...on("throttled"), throttle: { limit: 1, period: "1m" } }, () => {}),
    client.createFunction({ ...on("limited"), rateLimit: { limit: 1, period: "1m" } }, () => {}),
    client.createFunction({ ...on("batched"), batchEvents: { maxSize: 10, timeout: "5s" } }, () => {}),
    client.createFunction({ ...on("single"), singleton: { mode: "skip" } }, () => {}),
    client.createFunction({ ...on("urgent"), priority: { run: "100" } }, () => {}),
    client.createFunction({ id: "seconds", triggers: [{ cron: "* * * * * *" }] }, () => {}),
    client.createFunction({ id: "zone", triggers: [{ cron: "TZ=Mars/Olympus * * * * *" }] }, () => {}),
    client.createFunction({ ...on("odd-key"), concurrency: { limit: 1, key: "event.data." } }, () => {}),
    client.createFunction({ id: "odd-if", triggers: [{ event: "odd", if: "other.data.x == 1" }] }, () => {}),
    client.createFunction({ ...on("eager"), debounce: { period: "8d" } }, () => {}),
    client.createFunction(
      { ...on("signals"), onFailure: ({ error }: { error: Error }) => effect("refused", error.message) },
      async ({ step }) => step.waitForSignal("wait", { signal: "s", timeout: "1m", onConflict: "fail" }),
    ),
    client.createFunction(
      { ...on("fetches"), onFailure: ({ error }: { error: Error }) => effect("refused", error.message) },
      async ({ step }) => step.fetch("http://127.0.0.1:1/"),
    ),
  ]);
  cleanUps.push(bench.close);
  const { functions } = await healthOf(bench.engine.port);
  const refusalOf = (id: string) => functions.find((fn) => fn.id === `app-${id}`)?.refused;
  expect(refusalOf("good")).toBeUndefined();
  expect(refusalOf("throttled")).toBe(
    'Function "app-throttled" uses throttle, which Belfry\'s job engine does not support.',
  );
  expect(refusalOf("limited")).toContain("uses rateLimit");
  expect(refusalOf("batched")).toContain("uses batchEvents");
  expect(refusalOf("single")).toContain("uses singleton");
  expect(refusalOf("urgent")).toContain("uses priority");
  expect(refusalOf("seconds")).toContain("exactly five fields");
  expect(refusalOf("zone")).toContain("not valid");
  expect(refusalOf("odd-key")).toContain('"event.data."');
  expect(refusalOf("odd-if")).toContain("other");
  expect(refusalOf("eager")).toContain("between 1s and 7d");

  await bench.send(["good", "throttled", "signals", "fetches"].map((name) => ({ name, data: {} })));
  await expect.poll(() => bench.effects.get("good"), PATIENCE).toContain("worked");
  await expect.poll(() => bench.effects.get("refused")?.length, PATIENCE).toBe(2);
  expect(bench.effects.get("refused")?.join()).toMatch(/WaitForSignal.*does not support/);
  expect(bench.effects.get("refused")?.join()).toMatch(/Gateway.*does not support/);
});

test("a cron starts its function at each tick, and the next tick is queued with it", async () => {
  const bench = await openBench((client, effect) => [
    client.createFunction({ id: "minutely", triggers: [{ cron: "TZ=Europe/Berlin * * * * *" }] }, ({ event }) =>
      effect("cron", event.data),
    ),
  ]);
  cleanUps.push(bench.close);
  const db = new pg.Client({ connectionString: bench.databaseUrl });
  await db.connect();
  cleanUps.push(() => db.end());
  for (const ticks of [1, 2]) {
    const hurry = "UPDATE jobs.job SET run_at = now() WHERE kind = 'cron' RETURNING run_at";
    expect((await db.query(hurry)).rowCount).toBe(1);
    await expect.poll(() => bench.effects.get("cron")?.length, PATIENCE).toBe(ticks);
  }
  expect(bench.effects.get("cron")?.[0]).toEqual({ cron: "TZ=Europe/Berlin * * * * *" });
  const { rows } = await db.query(
    "SELECT extract(second FROM run_at)::int AS s, run_at > now() AS ahead FROM jobs.job WHERE kind = 'cron'",
  );
  expect(rows).toEqual([{ s: 0, ahead: true }]);
});

test("functions that come, go and come back: runs of a missing one wait without losing attempts", async () => {
  const cluster = await openCluster();
  const databaseUrl = await createDatabase(cluster);
  cleanUps.push(cluster.stop, () => dropDatabase(cluster, databaseUrl));
  const [port, appPort] = [await freePort(), await freePort()];
  const client = createClient(`http://127.0.0.1:${port}`);
  const effects: string[] = [];
  const first = client.createFunction(on("first"), () => void effects.push("first"));
  const second = client.createFunction({ ...on("second"), retries: 0 }, async ({ step }) => {
    await step.run("begin", () => effects.push("begin"));
    await step.sleep("pause", "1s");
    effects.push("end");
  });
  const before = await serveApp(client, [first, second], appPort);
  const engine = await startEngine(databaseUrl, before.url, { port });
  cleanUps.push(engine.close);
  await vi.waitUntil(async () => (await healthOf(port)).functions.length === 2, PATIENCE);
  await client.send({ name: "second", data: {} });
  await expect.poll(() => effects, PATIENCE).toEqual(["begin"]);
  await vi.waitUntil(async () => (await healthOf(port)).inFlight === 0, PATIENCE);
  await before.close();
  const without = await serveApp(client, [first], appPort);
  await vi.waitUntil(async () => (await healthOf(port)).functions.length === 1, PATIENCE);
  expect(effects).toEqual(["begin"]);
  await without.close();
  const again = await serveApp(client, [first, second], appPort);
  cleanUps.push(again.close);
  await expect.poll(() => effects, PATIENCE).toEqual(["begin", "end"]);
});

test("an app with another signing key is reported and its runs are kept", async () => {
  const cluster = await openCluster();
  const databaseUrl = await createDatabase(cluster);
  cleanUps.push(cluster.stop, () => dropDatabase(cluster, databaseUrl));
  const [port, appPort] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${port}`;
  const effects: string[] = [];
  const serveWith = (key: string) => {
    const client = createClient(base, key);
    return serveApp(
      client,
      [client.createFunction({ ...on("kept"), retries: 0 }, () => void effects.push("kept"))],
      appPort,
    );
  };
  const wrong = await serveWith("ff".repeat(16));
  const engine = await startEngine(databaseUrl, wrong.url, { port });
  cleanUps.push(engine.close);
  await expect.poll(async () => (await healthOf(port)).app.error, PATIENCE).toContain("INNGEST_SIGNING_KEY differs");
  await createClient(base).send({ name: "kept", data: {} });
  await wrong.close();
  const right = await serveWith("0123456789abcdef0123456789abcdef");
  cleanUps.push(right.close);
  await expect.poll(() => effects, PATIENCE).toEqual(["kept"]);
});

test("the app runs nothing that we did not sign, and we take nothing that the app did not", async () => {
  const bench = await openBench((client, effect) => [client.createFunction(on("safe"), () => effect("safe", 1))]);
  cleanUps.push(bench.close);
  const call = (headers: Record<string, string>) =>
    fetch(`${bench.app.url}?fnId=app-safe&stepId=step`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ event: { name: "safe", data: {} }, events: [], steps: {}, ctx: { run_id: "r" } }),
    });
  expect((await call({})).status).toBe(401);
  const t = Math.floor(Date.now() / 1_000);
  expect((await call({ "x-inngest-signature": `t=${t}&s=${"0".repeat(64)}` })).status).toBe(401);
  expect(bench.effects.get("safe")).toBeUndefined();

  const base = `http://127.0.0.1:${bench.engine.port}`;
  for (const [method, path] of [
    ["POST", "/v1/checkpoint/r/async"],
    ["GET", "/v0/runs/r/actions"],
    ["GET", "/v0/runs/r/batch"],
    ["POST", "/fn/register"],
  ] as const) {
    expect((await fetch(base + path, { method })).status).toBe(401);
    expect((await fetch(base + path, { method, headers: { authorization: "Bearer wrong" } })).status).toBe(401);
  }
  expect((await fetch(`${base}/nothing`)).status).toBe(404);
  expect((await fetch(`${base}/v1/signals`, { method: "POST" })).status).toBe(501);
});
