import http from "node:http";
import { saveCheckpoint } from "./checkpoint";
import { receive } from "./dispatch";
import type { Engine, WireEvent } from "./engine";
import { readEvents } from "./events";
import { log, messageOf } from "./log";
import { type Signer, sameText } from "./signature";

export interface ServerOptions {
  engine: Engine;
  signer: Signer;
  eventKey: string;
  health(): Record<string, unknown>;
}

interface Answer {
  status: number;
  body: unknown;
}
type Route = (options: ServerOptions, request: http.IncomingMessage, match: string[]) => Promise<Answer>;

const LARGEST_BODY = 64 * 1024 * 1024;

const ROUTES: [method: string, path: RegExp, route: Route][] = [
  ["GET", /^\/health$/, tellHealth],
  ["POST", /^\/e\/([^/]+)$/, takeEvents],
  ["POST", /^\/v1\/checkpoint\/([^/]+)\/async$/, signed(takeCheckpoint)],
  ["GET", /^\/v0\/runs\/([^/]+)\/batch$/, signed(runEvents)],
  ["GET", /^\/v0\/runs\/([^/]+)\/actions$/, signed(runSteps)],
  ["POST", /^\/fn\/register$/, signed(register)],
  ["POST", /^\/v1\/(signals|realtime|checkpoint)/, async () => notSupported()],
];

/** The HTTP side: what the SDK sends to `INNGEST_BASE_URL`. */
export function createServer(options: ServerOptions): http.Server {
  const server = http.createServer((request, response) => {
    answerTo(options, request)
      .catch((error: unknown) => {
        log("error", `${request.method} ${request.url?.replace(/^\/e\/.*/, "/e/…")} failed: ${messageOf(error)}`);
        return failure(503, "The job engine cannot reach its database.");
      })
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answerTo(options: ServerOptions, request: http.IncomingMessage): Promise<Answer> {
  const [path = "/"] = (request.url ?? "/").split("?");
  for (const [method, pattern, route] of ROUTES) {
    const match = request.method === method && pattern.exec(path);
    if (match) return route(options, request, match.slice(1));
  }
  return failure(404, "There is nothing here.");
}

async function tellHealth({ health }: ServerOptions): Promise<Answer> {
  const body = health();
  return { status: body.trouble ? 503 : 200, body };
}

async function takeEvents(options: ServerOptions, request: http.IncomingMessage, [key = ""]: string[]) {
  if (!sameText(key, options.eventKey)) return { status: 401, body: { error: "Event key not found", status: 401 } };
  let events: ReturnType<typeof readEvents>;
  try {
    events = readEvents(await readJson(request), request.headers["x-inngest-event-id-seed"]?.toString());
  } catch (error) {
    return failure(400, messageOf(error));
  }
  await options.engine.db.tx((query) => receive(query, options.engine, events));
  options.engine.nudge.calls();
  return { status: 200, body: { ids: events.map((event) => event.key), status: 200 } };
}

async function takeCheckpoint({ engine }: ServerOptions, request: http.IncomingMessage, [run = ""]: string[]) {
  const status = await saveCheckpoint(engine.db, run, await readJson(request).catch(() => undefined));
  if (status === 409) return failure(409, "This call has been taken over by another one.");
  return status === 200 ? { status, body: {} } : failure(status, "This checkpoint cannot be taken.");
}

async function runEvents({ engine }: ServerOptions, _: http.IncomingMessage, [run]: string[]): Promise<Answer> {
  const rows = await engine.db.query<{ body: WireEvent }>(
    "SELECT e.body FROM jobs.run r JOIN jobs.event e ON e.id = r.event_id WHERE r.id = $1",
    [run],
  );
  return { status: 200, body: rows.map(({ body }) => body) };
}

async function runSteps({ engine }: ServerOptions, _: http.IncomingMessage, [run]: string[]): Promise<Answer> {
  const rows = await engine.db.query<{ id: string; val: unknown }>(
    "SELECT id, val FROM jobs.step WHERE run = $1 ORDER BY seq",
    [run],
  );
  return { status: 200, body: Object.fromEntries(rows.map(({ id, val }) => [id, val])) };
}

/** An app that registers out of band is told yes, and asked in band at once. */
async function register({ engine }: ServerOptions): Promise<Answer> {
  engine.nudge.sync();
  return { status: 200, body: { ok: true, status: 200, modified: true } };
}

function signed(route: Route): Route {
  return async (options, request, match) => {
    if (!options.signer.accepts(request.headers.authorization)) return failure(401, "The signing key is not ours.");
    return route(options, request, match);
  };
}

function notSupported(): Answer {
  return failure(501, "Belfry's job engine does not support signals, realtime and durable endpoints.");
}

function failure(status: number, error: string): Answer {
  return { status, body: { error, status } };
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error("The request is larger than 64 MB.");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Error("The request body is not JSON.");
  }
}
