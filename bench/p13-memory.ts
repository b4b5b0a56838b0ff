import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./support/http";
import { memoryOf } from "./support/processes";
import { eventFor, makeProducers } from "./support/producers";
import { percentile, rate } from "./support/rounds";
import type { Row } from "./support/row";

const LANES = 16;
const CALLS = 3_000;
const IDLE_MS = 10_000;

/** What the whole system takes: every process of an instance, PostgreSQL's too. */
export const p13: Row = {
  id: "P13",
  measure: "memory of all processes",
  floor: "",
  async run(bench) {
    const instance = await bench.instance();
    const pids = Object.values(instance.file.pids);
    await sleep(IDLE_MS);
    const idle = memoryOf(pids);
    const { header, workspace, userId } = await makeProducers(instance.file.databaseUrl);
    const client = new Client(instance.file.url);
    const event = eventFor(userId, "Somebody answered");
    const seen: number[] = [];
    const watch = setInterval(() => seen.push(memoryOf(pids)), 500);
    await rate(CALLS, LANES, () =>
      client.send("POST", `/api/workspaces/${workspace}/events`, event, 202, header()),
    ).finally(() => clearInterval(watch));
    client.close();
    const all = { unit: "MB", budget: "reported" as const, floor: null, ratio: null };
    return [
      { part: "idle", result: idle, ...all },
      { part: "highest while 16 producers post", result: percentile(seen, 100), ...all },
    ];
  },
};
