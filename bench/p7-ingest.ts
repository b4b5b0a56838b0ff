import { Client } from "./support/http";
import { eventFor, makeProducers } from "./support/producers";
import { rate, sideBySide } from "./support/rounds";
import type { Row } from "./support/row";

const LANES = 10;
const CALLS = 500;
const WARM_UP = 300;

/** How many events a second one machine accepts. */
export const p7: Row = {
  id: "P7",
  measure: "events accepted a second, 10 at once, one recipient",
  floor: "bare handler: key look-up, the same INSERTs",
  async run(bench) {
    const instance = await bench.instance();
    const floorApp = await bench.floorApp();
    const { header, workspace, userId } = await makeProducers(instance.file.databaseUrl);
    const [ours, theirs] = [new Client(instance.file.url), new Client(floorApp.url)];
    const event = eventFor(userId, "Somebody answered");
    const bare = { type: event.type, title: event.title, userId };
    const result = (calls: number) =>
      rate(calls, LANES, () => ours.send("POST", `/api/workspaces/${workspace}/events`, event, 202, header()));
    const floor = (calls: number) => rate(calls, LANES, () => theirs.send("POST", "/api/bare", bare, 202, header()));
    await result(WARM_UP);
    await floor(WARM_UP);
    const both = await sideBySide(
      () => floor(CALLS),
      () => result(CALLS),
    );
    ours.close();
    theirs.close();
    return [{ unit: "/s", budget: { atLeast: 1.2 }, ...both }];
  },
};
