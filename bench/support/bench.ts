import { Instance } from "@/e2e/support/instance";
import { type BenchServer, startServer } from "./database";
import { UNSET } from "./environment";
import { type FloorApp, startFloorApp } from "./floor-app";

/** What rows share: started when the first row asks for it, gone with `close`. */
export class Bench {
  #closers: (() => Promise<unknown>)[] = [];
  #instance: Promise<Instance> | undefined;
  #floor: Promise<FloorApp> | undefined;
  #server: Promise<BenchServer> | undefined;

  constructor(readonly root: string) {}

  /** A whole Belfry, as `npm start` runs it, with the demo's people. */
  instance(): Promise<Instance> {
    this.#instance ??= Instance.create(UNSET).then(async (instance) => {
      this.onClose(() => instance.remove());
      await instance.start();
      return instance;
    });
    return this.#instance;
  }

  /** The least that Next can do, on the instance's database. */
  floorApp(): Promise<FloorApp> {
    this.#floor ??= this.instance().then(async (instance) => {
      const floor = await startFloorApp(this.root, instance.file.databaseUrl);
      this.onClose(() => floor.stop());
      return floor;
    });
    return this.#floor;
  }

  /** A fresh database for one row, on a server without an application. */
  async database(name: string): Promise<string> {
    this.#server ??= startServer().then((server) => {
      this.onClose(() => server.stop());
      return server;
    });
    return (await this.#server).create(name);
  }

  onClose(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
