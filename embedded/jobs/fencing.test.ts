import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { on, openBench, PATIENCE } from "./testing/bench";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test("a call whose job was taken over stops at its next step, and its answer counts for nothing", async () => {
  const begun: (() => void)[] = [];
  const bench = await openBench((client, effect) => [
    client.createFunction(on("fenced"), async ({ step }) => {
      const call = await step.run("slow", async () => {
        const number = begun.length;
        await new Promise<void>((resolve) => begun.push(resolve));
        return number;
      });
      await step.run("next", () => effect("next", call));
    }),
  ]);
  cleanUps.push(bench.close);
  const db = new pg.Client({ connectionString: bench.databaseUrl });
  await db.connect();
  cleanUps.push(() => db.end());

  await bench.send({ name: "fenced", data: {} });
  await expect.poll(() => begun.length, PATIENCE).toBe(1);
  // What an engine does that takes over: the lease is free again, and the next claim has a new generation.
  await db.query("UPDATE jobs.job SET lease_until = NULL, owner = NULL");
  await bench.send({ name: "nudge", data: {} });
  await expect.poll(() => begun.length, PATIENCE).toBe(2);

  begun[0]?.();
  begun[1]?.();
  await expect.poll(() => bench.effects.get("next"), PATIENCE).toEqual([1]);
  const ended = "SELECT status FROM jobs.run WHERE fn = 'app-fenced'";
  await expect.poll(async () => (await db.query(ended)).rows, PATIENCE).toEqual([{ status: "completed" }]);
  expect(bench.effects.get("next")).toEqual([1]);
  expect((await db.query("SELECT 1 FROM jobs.job")).rowCount).toBe(0);
});
