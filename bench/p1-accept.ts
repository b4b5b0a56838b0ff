import { Client } from "./support/http";
import { eventFor, makeProducers } from "./support/producers";
import { medianTime, sideBySide } from "./support/rounds";
import type { Row } from "./support/row";

const CALLS = 80;
const WARM_UP = 100;

/** How long a producer waits for its 202. */
export const p1: Row = {
  id: "P1",
  measure: "POST event answered, p50, one after the other",
  floor: "same wrapper and key check, one INSERT",
  async run(bench) {
    const instance = await bench.instance();
    const floorApp = await bench.floorApp();
    const { header, workspace, userId } = await makeProducers(instance.file.databaseUrl);
    const [ours, theirs] = [new Client(instance.file.url), new Client(floorApp.url)];
    const event = eventFor(userId, "Somebody answered");
    const post = (client: Client, path: string) =>
      client.send("POST", `/api/workspaces/${workspace}/${path}`, event, 202, header());
    const result = (times: number) => medianTime(times, () => post(ours, "events"));
    const floor = (times: number) => medianTime(times, () => post(theirs, "one-insert"));
    await result(WARM_UP);
    await floor(WARM_UP);
    const both = await sideBySide(
      () => floor(CALLS),
      () => result(CALLS),
    );
    ours.close();
    theirs.close();
    return [{ unit: "ms", budget: { atMost: 1.3 }, ...both }];
  },
};
