import type { IncomingMessage, RequestListener } from "node:http";
import type { Hub } from "./hub";
import { type Publication, readBatch, readInfo, readTrigger, requireChannelName } from "./publication";
import { Refusal } from "./refusal";
import { verifyRequest } from "./signed-request";

/** Ten events of 10 KB, each character escaped, and room for their names. */
const MAX_BODY_BYTES = 1_048_576;

type Call = { hub: Hub; argument: string; params: Map<string, string>; body: Buffer };
type Route = { method: string; path: RegExp; run: (call: Call) => object };

/** Pusher's HTTP API under /apps/ID, and GET /health without a signature. Every answer is JSON. */
export function createHttpApi(hub: Hub, log: (sentence: string) => void): RequestListener {
  return async (request, response) => {
    let status = 200;
    let body: object;
    try {
      body = await answer(hub, request);
    } catch (error) {
      if (!(error instanceof Refusal)) log(`An HTTP request failed: ${String(error)}`);
      status = error instanceof Refusal ? error.status : 500;
      body = { error: error instanceof Refusal ? error.message : "Something went wrong here; the log says what." };
    }
    response.statusCode = status;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  };
}

async function answer(hub: Hub, request: IncomingMessage): Promise<object> {
  const method = request.method ?? "GET";
  const [path = "", query = ""] = splitOnce(request.url ?? "/", "?");
  if (path === "/health" && method === "GET")
    return { ok: true, connections: hub.connections.size, channels: hub.channels.listOccupied().length };
  const appId = /^\/apps\/([^/]+)\//.exec(path)?.[1];
  if (appId === undefined) throw new Refusal(404, "Nothing here: the API is under /apps/ID, the state at /health.");
  if (appId !== hub.app.id) throw new Refusal(404, "There is no app with this id.");
  const body = await readBody(request);
  const verified = verifyRequest(hub.app, { method, path, query, body });
  const { run, argument } = findRoute(method, verified.path.slice(`/apps/${appId}`.length));
  return run({ hub, argument, params: verified.params, body });
}

const ROUTES: Route[] = [
  { method: "POST", path: /^\/events$/, run: trigger },
  { method: "POST", path: /^\/batch_events$/, run: triggerBatch },
  { method: "GET", path: /^\/channels$/, run: listChannels },
  { method: "GET", path: /^\/channels\/(.+)\/users$/s, run: refuseUsers },
  { method: "GET", path: /^\/channels\/(.+)$/s, run: getChannel },
  { method: "POST", path: /^\/users\/(.+)\/terminate_connections$/s, run: terminateUser },
];

function trigger({ hub, body }: Call): object {
  const publication = readTrigger(parseJson(body));
  publish(hub, publication);
  if (!publication.wantsCount) return {};
  return { channels: Object.fromEntries(publication.channels.map((name) => [name, countOf(hub, name)])) };
}

/** Every event is checked before the first is sent, so that a batch goes out whole or not at all. */
function triggerBatch({ hub, body }: Call): object {
  const batch = readBatch(parseJson(body));
  for (const publication of batch) publish(hub, publication);
  if (!batch.some(({ wantsCount }) => wantsCount)) return {};
  return { batch: batch.map(({ wantsCount, channels }) => (wantsCount ? countOf(hub, channels[0] ?? "") : {})) };
}

function listChannels({ hub, params }: Call): object {
  const wantsCount = readInfo(params.get("info"));
  const names = hub.channels.listOccupied(params.get("filter_by_prefix"));
  return { channels: Object.fromEntries(names.map((name) => [name, wantsCount ? countOf(hub, name) : {}])) };
}

function getChannel({ hub, argument, params }: Call): object {
  const name = requireChannelName(argument);
  const count = countOf(hub, name);
  return { occupied: count.subscription_count > 0, ...(readInfo(params.get("info")) ? count : {}) };
}

function refuseUsers(): never {
  throw new Refusal(400, "Users can be listed for presence channels only, which are not supported.");
}

function terminateUser({ hub, argument }: Call): object {
  for (const connection of hub.connections.values())
    if (connection.userId === argument) connection.close(4009, "The user's connections were terminated");
  return {};
}

function publish(hub: Hub, { channels, name, data, exceptSocketId }: Publication): void {
  const except = exceptSocketId === null ? undefined : hub.connections.get(exceptSocketId);
  for (const channel of channels) hub.channels.publish(channel, name, data, except);
}

function countOf(hub: Hub, channel: string): { subscription_count: number } {
  return { subscription_count: hub.channels.countSubscribers(channel) };
}

function findRoute(method: string, path: string): { run: Route["run"]; argument: string } {
  const route = ROUTES.find((candidate) => candidate.path.test(path));
  if (!route) throw new Refusal(404, `The API has no ${path}.`);
  if (route.method !== method) throw new Refusal(405, `${path} takes ${route.method}, not ${method}.`);
  return { run: route.run, argument: route.path.exec(path)?.[1] ?? "" };
}

/** A body that is too long is still read to its end: a sender that is cut off never sees the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new Refusal(413, `The body has more than ${MAX_BODY_BYTES} bytes.`);
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Refusal(400, "The body is not valid JSON.");
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
