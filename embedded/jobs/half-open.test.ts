import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { startBlackHole } from "@/tests/black-hole";
import { freePort } from "../port";
import { createClient, EVENT_KEY, healthOf, serveApp, startEngine } from "./testing/app";
import { PATIENCE } from "./testing/bench";
import { createDatabase, dropDatabase, openCluster } from "./testing/database";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** An app that notes each event it is called for, on a database that is reached directly or through a black hole. */
async function open() {
  const cluster = await openCluster();
  const databaseUrl = await createDatabase(cluster);
  cleanUps.push(
    () => cluster.stop(),
    () => dropDatabase(cluster, databaseUrl),
  );
  const hole = await startBlackHole(databaseUrl);
  cleanUps.push(hole.close);
  const done: number[] = [];
  const client = createClient("http://127.0.0.1:1");
  const note = client.createFunction({ id: "note", triggers: [{ event: "note" }] }, ({ event }) => {
    done.push(event.data.n);
  });
  const app = await serveApp(client, [note]);
  cleanUps.push(app.close);
  const engine = async (url: string) => {
    const jobs = await startEngine(url, app.url, { port: await freePort() });
    cleanUps.push(jobs.close);
    return jobs;
  };
  return { databaseUrl, hole, done, engine };
}

/** Sends events with these numbers, each by a call of its own, until it is taken. Answers how long the slowest took. */
async function tell(port: number, from: number, count: number): Promise<number> {
  const since = Date.now();
  const send = async (n: number) => {
    const body = JSON.stringify({ name: "note", id: `note-${n}`, data: { n } });
    const headers = { "content-type": "application/json" };
    while (!(await fetch(`http://127.0.0.1:${port}/e/${EVENT_KEY}`, { method: "POST", headers, body })).ok)
      await sleep(50);
  };
  await Promise.all(Array.from({ length: count }, (_, i) => send(from + i)));
  return Date.now() - since;
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

test("a leader that vanishes without a word: the other leads within 30 s, nothing runs twice, and the first stays back", async () => {
  const { databaseUrl, hole, done, engine } = await open();
  const first = await engine(hole.url);
  await expect.poll(async () => (await healthOf(first.port)).leader, PATIENCE).toBe(true);
  const second = await engine(databaseUrl);
  const lead = () => Promise.all([first, second].map(async ({ port }) => (await healthOf(port)).leader));
  await tell(second.port, 0, 20);
  await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(20));
  // A call whose answer is not written down yet is made again, as after a kill.
  await expect.poll(async () => (await healthOf(first.port)).inFlight, PATIENCE).toBe(0);

  hole.swallow();
  const since = Date.now();
  await tell(second.port, 20, 20);
  for (let leaders = await lead(); !leaders[1]; leaders = await lead()) {
    expect(Date.now() - since).toBeLessThan(30_000);
    await sleep(100);
  }
  expect(await lead()).toEqual([false, true]);
  await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(40));
  await expect
    .poll(() => healthOf(first.port), { timeout: 60_000, interval: 500 })
    .toMatchObject({
      trouble: "The job engine cannot find out who leads.",
    });

  hole.open();
  await tell(first.port, 40, 20);
  await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(60));
  expect(await lead()).toEqual([false, true]);
  await expect.poll(() => healthOf(first.port), PATIENCE).toMatchObject({ trouble: null });
  await second.close();
  await tell(first.port, 60, 20);
  await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(80));
}, 120_000);

test("connections that lead nowhere: events are taken again within seconds and run once, with all of the pool", async () => {
  const { hole, done, engine } = await open();
  const { port } = await engine(hole.url);
  await tell(port, 0, 20);
  await expect.poll(() => sorted(done), PATIENCE).toEqual(upTo(20));
  hole.swallow();
  hole.open();
  expect(await tell(port, 20, 20)).toBeLessThan(20_000);
  expect(await tell(port, 40, 40)).toBeLessThan(5_000);
  await expect.poll(() => sorted(done), { timeout: 30_000 }).toEqual(upTo(80));
  expect(await healthOf(port)).toMatchObject({ leader: true, trouble: null });
}, 90_000);
