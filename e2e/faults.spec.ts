import { expect, test } from "@playwright/test";
import type { ChaosOptions } from "./chaos/options";
import { runChaos } from "./chaos/run";

/** The short form of `npm run chaos`, with mail in the embedded mailbox. */
const SHORT: Omit<ChaosOptions, "seed"> = { kills: 7, databaseStops: 1, events: 100, minutes: 0.4, mail: "embedded" };

test("kill -9 of every process in turn and of all at once, and a stopped database, lose nothing and repeat nothing", async () => {
  test.setTimeout(400_000);
  const seed = Date.now() % 1_000_000;
  const { verdict, faults } = await runChaos({ ...SHORT, seed }, process.cwd(), () => {});
  console.log(`seed ${seed}: ${verdict.acknowledged} acknowledged, ${Object.keys(faults).join(", ")}`);
  const nothing = Object.fromEntries(Object.keys(verdict.violations).map((name) => [name, []]));
  expect(verdict.violations, `npm run chaos -- --seed ${seed}`).toEqual(nothing);
  expect(verdict.acknowledged).toBeGreaterThanOrEqual(SHORT.events);
});
