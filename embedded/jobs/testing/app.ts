import http from "node:http";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";
import { type Jobs, type JobsOptions, startJobs } from "../jobs";

export const EVENT_KEY = "test-event-key";
export const SIGNING_KEY = "0123456789abcdef0123456789abcdef";

export interface App {
  url: string;
  close(): Promise<void>;
}

export function createClient(baseUrl: string | undefined, signingKey = SIGNING_KEY): Inngest {
  const logger = { info() {}, warn() {}, error() {}, debug() {} };
  return new Inngest({ id: "app", baseUrl, eventKey: EVENT_KEY, signingKey, isDev: false, logger });
}

/** Serves functions with the real SDK over node:http. */
export async function serveApp(client: Inngest, functions: InngestFunction.Any[], port = 0): Promise<App> {
  const server = http.createServer(serve({ client, functions, servePath: "/api/inngest" }));
  server.listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The app does not listen.");
  return {
    url: `http://127.0.0.1:${address.port}/api/inngest`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An engine in this process with quick retries. */
export function startEngine(databaseUrl: string, appUrl: string, options: Partial<JobsOptions> = {}): Promise<Jobs> {
  const defaults = { eventKey: EVENT_KEY, signingKey: `signkey-test-${SIGNING_KEY}`, backoffMs: [50] };
  return startJobs({ databaseUrl, appUrl, ...defaults, ...options });
}

/** What `GET /health` answers. */
export async function healthOf(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  return (await response.json()) as {
    leader: boolean;
    trouble: string | null;
    inFlight: number;
    app: { syncedAt?: string; error?: string };
    functions: { id: string; refused?: string }[];
  };
}
