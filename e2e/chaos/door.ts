import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** So long after its last word PostgreSQL, or the network, gives up what is silent; the client's end stays open. */
const GIVEN_UP_MS = 10_000;

interface Passage {
  client: Socket;
  database: Socket;
  isSilent: boolean;
}

/** Between the processes and PostgreSQL: it can lose what is sent both ways and keep every connection open. */
export class Door {
  readonly #passages = new Set<Passage>();
  readonly #server: Server;
  #isShut = false;

  private constructor(private readonly file: string) {
    this.#server = createServer((client) => this.#open(client));
  }

  static async start(dataDir: string): Promise<Door> {
    const door = new Door(join(dataDir, "database-port"));
    await new Promise<void>((resolve) => door.#server.listen(0, "127.0.0.1", resolve));
    return door;
  }

  /** What leads every process of the instance through it. */
  get settings(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { CHAOS_DOOR_PORT: String(port), CHAOS_DOOR_FILE: this.file };
  }

  /** For so long nothing comes through. What was open then stays open, and is silent for ever. */
  async losePackets(forMs: number): Promise<void> {
    this.#isShut = true;
    const lost = [...this.#passages];
    for (const passage of lost) passage.isSilent = true;
    await sleep(forMs);
    this.#isShut = false;
    for (const passage of this.#passages) if (!passage.isSilent) resume(passage);
    setTimeout(() => {
      for (const { database } of lost) database.destroy();
    }, GIVEN_UP_MS).unref();
  }

  stop(): void {
    this.#server.close();
    for (const { client, database } of this.#passages) {
      client.destroy();
      database.destroy();
    }
  }

  #open(client: Socket): void {
    const port = existsSync(this.file) ? Number(readFileSync(this.file, "utf8")) : 0;
    if (!port) return void client.destroy();
    const passage = { client, database: connect(port, "127.0.0.1"), isSilent: false };
    this.#passages.add(passage);
    this.#pass(passage, client, passage.database);
    this.#pass(passage, passage.database, client);
    if (this.#isShut) for (const socket of [client, passage.database]) socket.pause();
  }

  /** Everything from one end to the other, its end as well; nothing while the passage is silent. */
  #pass(passage: Passage, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (chunk) => {
      if (passage.isSilent || to.destroyed || to.write(chunk)) return;
      from.pause();
      to.once("drain", () => from.resume());
    });
    from.on("error", () => {});
    from.on("close", () => {
      // A process that is gone leaves the passage; a database that gave it up says so to nobody.
      if (!passage.isSilent) to.end();
      else if (from === passage.client) to.destroy();
      if (passage.client.destroyed && passage.database.destroyed) this.#passages.delete(passage);
    });
  }
}

function resume({ client, database }: Passage): void {
  client.resume();
  database.resume();
}
