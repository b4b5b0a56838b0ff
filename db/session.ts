import type { Socket } from "node:net";
import { Client } from "pg";
import { DEADLINES, SERVER_DEADLINES } from "./deadlines";

/** A statement of a migration may take long, but not for ever, and a table's rows keep coming while it is copied. */
const SILENCE_MS = 30 * 60_000;

/** Does `work` on a connection of its own, for what takes as long as it takes: it ends when nothing is heard any more. */
export async function withSession<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { connectionTimeoutMillis, keepAlive, keepAliveInitialDelayMillis } = DEADLINES;
  const patience = { connectionTimeoutMillis, keepAlive, keepAliveInitialDelayMillis };
  const client = new Client({ ...patience, options: SERVER_DEADLINES.options, connectionString });
  client.on("error", () => {}); // the statement that fails tells
  await client.connect();
  const stream = client.connection.stream as Socket;
  stream.setTimeout(SILENCE_MS, () => stream.destroy(new Error("The database has not been heard for half an hour.")));
  try {
    return await work(client);
  } finally {
    // Nobody waits for the goodbye of a server that is gone.
    await Promise.race([client.end().catch(() => {}), new Promise((done) => setTimeout(done, 1_000).unref())]);
    stream.destroy();
  }
}
