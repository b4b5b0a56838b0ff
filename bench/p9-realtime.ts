import { Agent } from "node:http";
import { join } from "node:path";
import Pusher from "pusher";
import { startProgram } from "@/e2e/support/program";
import { Client } from "./support/http";
import { Listeners } from "./support/listeners";
import { sideBySide } from "./support/rounds";
import type { Row } from "./support/row";

const SOCKETS = 1_000;
const MESSAGES = 60;
const CHANNEL = "everybody";
const HINT = { workspaceId: "0198c1f0-0000-7000-8000-000000000000", seq: 123_456 };
const APP = { PUSHER_APP_ID: "3", PUSHER_KEY: "bench", PUSHER_SECRET: "secret" };

/** How many live hints a second reach open pages. */
export const p9: Row = {
  id: "P9",
  measure: "live events delivered a second to 1,000 sockets",
  floor: "raw ws loop over all sockets",
  async run(bench) {
    const program = (name: string) => join(bench.root, "dist", name);
    const ours = await startProgram(program("realtime.mjs"), APP);
    const raw = await startProgram(program("bench-broadcast.mjs"));
    const agent = new Agent({ keepAlive: true });
    const pusher = new Pusher({
      appId: APP.PUSHER_APP_ID,
      key: APP.PUSHER_KEY,
      secret: APP.PUSHER_SECRET,
      host: "127.0.0.1",
      port: String(ours.port),
      agent,
    });
    const hello = (greeting: string) => helloOf(pusher, greeting);
    const here = await Listeners.open(ours.port, `/app/${APP.PUSHER_KEY}?protocol=7`, SOCKETS, hello);
    const there = await Listeners.open(raw.port, "/", SOCKETS);
    const client = new Client(`http://127.0.0.1:${raw.port}`);
    const frame = { event: "inbox.changed", channel: CHANNEL, data: JSON.stringify(HINT) };
    const both = await sideBySide(
      await deliveries(there, () => client.send("POST", "/", frame)),
      await deliveries(here, () => pusher.trigger(CHANNEL, "inbox.changed", HINT)),
    );
    for (const listeners of [here, there]) listeners.close();
    agent.destroy();
    client.close();
    await ours.stop();
    await raw.stop();
    return [{ unit: "/s", budget: { atLeast: 0.7 }, ...both }];
  },
};

/** Signs in, as a connection that wants to stay must, and subscribes. */
function helloOf(pusher: Pusher, greeting: string): string[] | undefined {
  const socketId = /socket_id\\":\\"([\d.]+)\\"/.exec(greeting)?.[1];
  if (!socketId) return undefined;
  const frames = [
    { event: "pusher:signin", data: pusher.authenticateUser(socketId, { id: "1" }) },
    { event: "pusher:subscribe", data: { channel: CHANNEL } },
  ];
  return frames.map((frame) => JSON.stringify(frame));
}

/** One round: a row of messages, each published when the last was taken, until all have reached every socket. */
async function deliveries(listeners: Listeners, publish: () => Promise<unknown>): Promise<() => Promise<number>> {
  const bytes = await listeners.calibrate(publish);
  return async () => {
    const since = performance.now();
    const all = listeners.expect(bytes * MESSAGES);
    for (let i = 0; i < MESSAGES; i++) await publish();
    await all;
    return (SOCKETS * MESSAGES * 1000) / (performance.now() - since);
  };
}
