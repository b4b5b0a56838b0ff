import { type RunningPostgres, startPostgres } from "../postgres/server";
import type { Service } from "./service";

/** The embedded PostgreSQL as a service. A restart keeps its address, which the others already use. */
export function postgresService(dataDir: string, onUrl: (url: string) => void): Service {
  let running: RunningPostgres | undefined;
  let starting: Promise<unknown> = Promise.resolve();
  let isStopping = false;
  let isUp = false;
  const service: Service = {
    name: "postgres",
    get pid() {
      return isUp ? running?.pid : undefined;
    },
    start(signal) {
      isStopping = false;
      const started = startPostgres({ dataDir, port: running?.port, signal }).then((postgres) => {
        running = postgres;
        isUp = true;
        onUrl(postgres.url);
        void postgres.ended.then(() => {
          isUp = false;
          if (!isStopping) service.onDeath?.("see postgres.log", "");
        });
      });
      starting = started.catch(() => {});
      return started;
    },
    async stop() {
      isStopping = true;
      await starting;
      await running?.stop();
    },
  };
  return service;
}
