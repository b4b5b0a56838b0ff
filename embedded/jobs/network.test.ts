import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { createClient, EVENT_KEY, healthOf, SIGNING_KEY, serveApp, startEngine } from "./testing/app";
import { PATIENCE } from "./testing/bench";
import { createDatabase, dropDatabase, openCluster } from "./testing/database";
import { hasNamespaces, openNetwork, startRelay } from "./testing/network";
import { bundle, run } from "./testing/process";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const ENGINE_PORT = 4_200;

/** A database with an app, and an engine on a host of its own that reaches them by a cable which can be cut. */
async function openFarEngine() {
  const cluster = await openCluster();
  const databaseUrl = await createDatabase(cluster);
  const folder = mkdtempSync(join(tmpdir(), "jobs-network-"));
  cleanUps.push(
    () => cluster.stop(),
    () => dropDatabase(cluster, databaseUrl),
    () => rmSync(folder, { recursive: true }),
  );
  const done: number[] = [];
  const client = createClient("http://127.0.0.1:1");
  const note = client.createFunction({ id: "note", triggers: [{ event: "note" }] }, ({ event }) => {
    done.push(event.data.n);
  });
  const app = await serveApp(client, [note]);
  cleanUps.push(app.close);

  const network = await openNetwork();
  cleanUps.push(network.close);
  const at = (url: string) => ({ host: "127.0.0.1", port: Number(new URL(url).port) });
  const file = (name: string) => ({ path: join(folder, name) });
  for (const [name, url] of [
    ["database", databaseUrl],
    ["app", app.url],
  ] as const)
    cleanUps.push((await startRelay(at(url), file(name))).close);
  const database = { host: network.farAddress, port: 5_432 };
  await network.relay("far", database, file("database"));
  await network.relay("near", at(app.url), file("app"));
  await network.relay("near", file("engine"), { host: "127.0.0.1", port: ENGINE_PORT });
  const door = await startRelay(file("engine"));
  cleanUps.push(door.close);

  const engineFile = await bundle(new URL("./main.ts", import.meta.url));
  cleanUps.push(engineFile.remove);
  const farUrl = new URL(databaseUrl);
  Object.assign(farUrl, { hostname: database.host, port: String(database.port) });
  const settings = {
    DATABASE_URL: farUrl.href,
    JOBS_PORT: String(ENGINE_PORT),
    JOBS_APP_URL: app.url,
    INNGEST_EVENT_KEY: EVENT_KEY,
    INNGEST_SIGNING_KEY: SIGNING_KEY,
    LOG_LEVEL: "info",
  };
  const engine = await run(engineFile.file, settings, network.launcher("near"));
  cleanUps.push(engine.kill);
  const leads = () => engine.stderr().split("This engine leads.").length - 1;
  await expect.poll(leads, PATIENCE).toBe(1);
  return { databaseUrl, app, network, done, leads, port: door.port };
}

/** Sends events with these numbers until each is taken, once. */
async function tell(port: number, from: number, count: number): Promise<void> {
  const send = async (n: number) => {
    const body = JSON.stringify({ name: "note", id: `note-${n}`, data: { n } });
    const request = { method: "POST", body, headers: { "content-type": "application/json" } };
    const isTaken = () => fetch(`http://127.0.0.1:${port}/e/${EVENT_KEY}`, request).then(({ ok }) => ok);
    while (!(await isTaken().catch(() => false))) await sleep(100);
  };
  await Promise.all(Array.from({ length: count }, (_, i) => send(from + i)));
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

test.runIf(hasNamespaces())(
  "with packets dropped between two network namespaces (needs root and `ip netns`): after 15 s of it work goes on within a minute; while it lasts another engine leads, and nothing runs twice",
  async () => {
    const { databaseUrl, app, network, done, leads, port } = await openFarEngine();
    await tell(port, 0, 20);
    await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(20));
    await expect.poll(async () => (await healthOf(port)).inFlight, PATIENCE).toBe(0);

    network.cut();
    const told = tell(port, 20, 20);
    await sleep(15_000);
    network.mend();
    await told;
    await expect.poll(() => sorted(done), { timeout: 60_000 }).toEqual(upTo(40));
    await expect.poll(async () => (await healthOf(port)).inFlight, PATIENCE).toBe(0);

    const second = await startEngine(databaseUrl, app.url);
    cleanUps.push(second.close);
    expect(await healthOf(second.port)).toMatchObject({ leader: false });
    const before = leads();
    network.cut();
    await expect.poll(async () => (await healthOf(second.port)).leader, { timeout: 30_000 }).toBe(true);
    expect(await healthOf(port)).toMatchObject({ leader: false });
    await tell(second.port, 40, 20);
    await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(60));

    network.mend();
    await tell(port, 60, 20);
    await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(80));
    expect(leads()).toBe(before);
    await second.close();
    await expect.poll(leads, PATIENCE).toBe(before + 1);
  },
  180_000,
);
