import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../port";
import { createClient, EVENT_KEY, healthOf, SIGNING_KEY, serveApp, startEngine } from "./testing/app";
import { openBench, PATIENCE } from "./testing/bench";
import { breakConnections, type Cluster, createDatabase, dropDatabase, openCluster } from "./testing/database";
import { bundle, type Running, run } from "./testing/process";

const folder = mkdtempSync(path.join(tmpdir(), "jobs-recovery-"));
let cluster: Cluster;
let engineFile: Awaited<ReturnType<typeof bundle>>;
let appFile: Awaited<ReturnType<typeof bundle>>;
const cleanUps: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  cluster = await openCluster();
  [engineFile, appFile] = await Promise.all([
    bundle(new URL("./main.ts", import.meta.url)),
    bundle(new URL("./testing/crash-app.ts", import.meta.url)),
  ]);
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(async () => {
  engineFile.remove();
  appFile.remove();
  rmSync(folder, { recursive: true });
  await cluster.stop();
});

async function newDatabase(): Promise<string> {
  const url = await createDatabase(cluster);
  cleanUps.push(() => dropDatabase(cluster, url));
  return url;
}

async function spawnEngine(databaseUrl: string, appUrl: string, port: number): Promise<Running> {
  const engine = await run(engineFile.file, {
    DATABASE_URL: databaseUrl,
    JOBS_PORT: `${port}`,
    JOBS_APP_URL: appUrl,
    INNGEST_EVENT_KEY: EVENT_KEY,
    INNGEST_SIGNING_KEY: SIGNING_KEY,
    JOBS_BACKOFF_MS: "100",
    LOG_LEVEL: "info",
  });
  cleanUps.push(engine.kill);
  return engine;
}

async function spawnApp(port: number, enginePort: number, effects: string): Promise<Running> {
  const base = `http://127.0.0.1:${enginePort}`;
  const app = await run(appFile.file, { PORT: `${port}`, INNGEST_BASE_URL: base, EFFECTS: effects });
  cleanUps.push(app.kill);
  return app;
}

/** Engine and app as two processes, synced, with one run inside its second step. */
async function midStep(name: string) {
  const effects = path.join(folder, name);
  writeFileSync(effects, "");
  const [enginePort, appPort] = [await freePort(), await freePort()];
  const databaseUrl = await newDatabase();
  const appUrl = `http://127.0.0.1:${appPort}/api/inngest`;
  const app = await spawnApp(appPort, enginePort, effects);
  const engine = await spawnEngine(databaseUrl, appUrl, enginePort);
  await createClient(`http://127.0.0.1:${enginePort}`).send({ name: "slow", data: { name } });
  const lines = () => readFileSync(effects, "utf8").trim().split("\n");
  await expect.poll(lines, PATIENCE).toContain(`second begins ${name}`);
  const letGo = () => writeFileSync(`${effects}.${name}.go`, "");
  return { app, engine, enginePort, appPort, appUrl, databaseUrl, effects, lines, letGo };
}

test("kill -9 of the engine inside a step: the run goes on, finished steps do not repeat", async () => {
  const { engine, enginePort, appUrl, databaseUrl, lines, letGo } = await midStep("engine");
  await engine.kill();
  await spawnEngine(databaseUrl, appUrl, enginePort);
  // The step in flight runs again (at least once is the promise); what was memoised does not.
  await expect.poll(() => lines().filter((line) => line.startsWith("second begins")).length, PATIENCE).toBe(2);
  letGo();
  await expect.poll(lines, PATIENCE).toContain("third engine");
  expect(lines().filter((line) => line.startsWith("first")).length).toBe(1);
  expect(lines().filter((line) => line.startsWith("third")).length).toBe(1);
});

test("kill -9 of the app inside a step: the step runs again when the app is back", async () => {
  const { app, engine, enginePort, appPort, effects, lines, letGo } = await midStep("app");
  await app.kill();
  letGo();
  await vi.waitUntil(() => engine.stderr().includes("The app does not answer"), PATIENCE);
  await spawnApp(appPort, enginePort, effects);
  await expect.poll(lines, PATIENCE).toContain("third app");
  expect(lines().filter((line) => line.startsWith("first")).length).toBe(1);
  expect(lines().filter((line) => line.startsWith("second ends")).length).toBe(1);
});

test("SIGTERM: the engine lets go of its calls and exits with 0", async () => {
  const { engine, enginePort, appUrl, databaseUrl, lines, letGo } = await midStep("term");
  const stopped = engine.stop();
  letGo();
  expect(await stopped).toBe(0);
  await spawnEngine(databaseUrl, appUrl, enginePort);
  await expect.poll(lines, PATIENCE).toContain("third term");
  expect(lines().filter((line) => line.startsWith("second begins")).length).toBe(1);
});

test("kill -9 of the engine during a sleep and before a delayed event: both wake in the next engine", async () => {
  const databaseUrl = await newDatabase();
  const port = await freePort();
  const client = createClient(`http://127.0.0.1:${port}`);
  const effects: string[] = [];
  const sleeper = client.createFunction(
    { id: "sleeper", triggers: [{ event: "sleeper" }] },
    async ({ step, event }) => {
      await step.run("before", () => effects.push(`before ${event.data.n}`));
      await step.sleep("sleep", "2s");
      await step.run("after", () => effects.push(`after ${event.data.n}`));
    },
  );
  const app = await serveApp(client, [sleeper]);
  cleanUps.push(app.close);
  const first = await spawnEngine(databaseUrl, app.url, port);
  await client.send({ name: "sleeper", data: { n: 1 } });
  await client.send({ name: "sleeper", data: { n: 2 }, ts: Date.now() + 1_500 });
  await expect.poll(() => effects, PATIENCE).toEqual(["before 1"]);
  await vi.waitUntil(async () => (await healthOf(port)).inFlight === 0, PATIENCE);
  await first.kill();
  await spawnEngine(databaseUrl, app.url, port);
  await expect.poll(() => effects.length, PATIENCE).toBe(4);
  expect([...effects].sort()).toEqual(["after 1", "after 2", "before 1", "before 2"]);
});

test("a second engine stands by, keeps events, and takes over", async () => {
  const bench = await openBench((client, effect) => [
    client.createFunction({ id: "note", triggers: [{ event: "note" }] }, ({ event }) => effect("note", event.data.n)),
  ]);
  cleanUps.push(bench.close);
  const second = await startEngine(bench.databaseUrl, bench.app.url);
  cleanUps.push(second.close);
  expect(await healthOf(bench.engine.port)).toMatchObject({ leader: true });
  expect(await healthOf(second.port)).toMatchObject({ leader: false });
  const toSecond = createClient(`http://127.0.0.1:${second.port}`);
  await toSecond.send({ name: "note", data: { n: 1 } });
  await expect.poll(() => bench.effects.get("note"), PATIENCE).toEqual([1]);
  await bench.engine.close();
  await toSecond.send({ name: "note", data: { n: 2 } });
  await expect.poll(() => bench.effects.get("note"), PATIENCE).toEqual([1, 2]);
  expect(await healthOf(second.port)).toMatchObject({ leader: true });
});

test("the database restarts: nothing is lost, and the lock is taken again", async () => {
  const bench = await openBench((client, effect) => [
    client.createFunction({ id: "note", triggers: [{ event: "note" }] }, async ({ event, step }) => {
      const n = await step.run("one", async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return event.data.n;
      });
      await step.run("two", () => effect("note", n));
    }),
  ]);
  cleanUps.push(bench.close);
  await bench.send([{ name: "note", data: { n: 1 } }]);
  await breakConnections(bench.cluster, bench.databaseUrl);
  await bench.send([{ name: "note", data: { n: 2 } }]);
  await expect.poll(() => [...(bench.effects.get("note") ?? [])].sort(), PATIENCE).toEqual([1, 2]);
  await vi.waitUntil(async () => (await healthOf(bench.engine.port)).leader, PATIENCE);
});

test("an event sent before the app was ever reached starts its function when it is", async () => {
  const databaseUrl = await newDatabase();
  const [port, appPort] = [await freePort(), await freePort()];
  const engine = await startEngine(databaseUrl, `http://127.0.0.1:${appPort}/api/inngest`, { port });
  cleanUps.push(engine.close);
  const client = createClient(`http://127.0.0.1:${port}`);
  await client.send({ name: "early", data: {} });
  const effects: string[] = [];
  const early = client.createFunction(
    { id: "early", triggers: [{ event: "early" }] },
    () => void effects.push("early"),
  );
  const app = await serveApp(client, [early], appPort);
  cleanUps.push(app.close);
  await expect.poll(() => effects, PATIENCE).toEqual(["early"]);
});
