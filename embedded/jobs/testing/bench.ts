import type { Inngest, InngestFunction } from "inngest";
import { vi } from "vitest";
import { freePort } from "../../port";
import type { Jobs, JobsOptions } from "../jobs";
import { type App, createClient, EVENT_KEY, healthOf, serveApp, startEngine } from "./app";
import { type Cluster, createDatabase, dropDatabase, openCluster } from "./database";

type Sendable = Parameters<Inngest["send"]>[0];

/** How long `expect.poll` waits for an effect. */
export const PATIENCE = { timeout: 15_000, interval: 15 };

/** Id and trigger of a function that starts on an event. */
export function on(event: string) {
  return { id: event.replace("/", "-"), triggers: [{ event }] };
}

/** An engine with a database of its own, and an app whose functions note what they do. */
export interface Bench {
  cluster: Cluster;
  databaseUrl: string;
  client: Inngest;
  app: App;
  engine: Jobs;
  effects: Map<string, unknown[]>;
  /** By the SDK. */
  send(events: Sendable): Promise<unknown>;
  /** By hand: what the SDK would not send. */
  post(body: unknown, seed?: string, key?: string): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export type Define = (client: Inngest, effect: (name: string, what: unknown) => void) => InngestFunction.Any[];

export async function openBench(define: Define, options: Partial<JobsOptions> = {}): Promise<Bench> {
  const cluster = await openCluster();
  const databaseUrl = await createDatabase(cluster);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const client = createClient(base);
  const effects = new Map<string, unknown[]>();
  const note = (name: string, what: unknown) => void effects.set(name, [...(effects.get(name) ?? []), what]);
  const app = await serveApp(client, define(client, note));
  const engine = await startEngine(databaseUrl, app.url, { port, ...options });
  await vi.waitUntil(async () => (await healthOf(port)).app.syncedAt, { timeout: 20_000 });
  return {
    cluster,
    databaseUrl,
    client,
    app,
    engine,
    effects,
    send: (events) => client.send(events),
    post: async (body, seed, key = EVENT_KEY) => {
      const headers = { "content-type": "application/json", ...(seed ? { "x-inngest-event-id-seed": seed } : {}) };
      const response = await fetch(`${base}/e/${key}`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: response.status, body: await response.json() };
    },
    close: async () => {
      await engine.close();
      await app.close();
      await dropDatabase(cluster, databaseUrl);
      await cluster.stop();
    },
  };
}
