import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

export interface RouteFile {
  /** As OpenAPI writes it. */
  path: string;
  file: string;
}

let routes: RouteFile[] | undefined;

/** Every route handler's file below app/api, with the path it serves; catch-alls belong to libraries and are left out. */
export function listRouteFiles(): RouteFile[] {
  routes ??= findRouteFiles();
  return routes;
}

function findRouteFiles(): RouteFile[] {
  return readdirSync(join(root, "app/api"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts") && !file.includes("[..."))
    .map((file) => ({
      file: join(root, "app/api", file),
      path: `/api/${dirname(file)}`.replace(/\[(\w+)\]/g, "{$1}"),
    }));
}

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string> | undefined> },
) => Promise<Response>;

/** What answers carry, as far as tests look at it by name. */
export interface ApiBody {
  [field: string]: unknown;
  error: { code: string; message: string; requestId: string; details?: { path: string; message: string }[] };
  eventId: string;
  paths: Record<string, Record<string, { summary: string; responses: object }>>;
}

interface Call {
  key?: string;
  cookie?: string;
  body?: unknown;
  rawBody?: BodyInit;
  headers?: Record<string, string>;
}

/** The real handler of `METHOD /api/{as}/{openapi}/writes/it`. */
export async function handlerOf(operation: string): Promise<Handler> {
  const [method = "GET", path = "/"] = operation.split(" ");
  const file = listRouteFiles().find((route) => route.path === path)?.file;
  const handler = file && ((await import(file)) as Record<string, Handler>)[method];
  if (!handler) throw new Error(`${operation} is not served.`);
  return handler;
}

/** Calls the real route handler of `METHOD /api/…`, as Next would: same file, same parameters, a real Request. */
export async function callApi(
  operation: string,
  call: Call = {},
): Promise<{ status: number; body: ApiBody; headers: Headers }> {
  const [method = "GET", target = "/"] = operation.split(" ");
  const url = new URL(target, "http://localhost:3000");
  const hasBody = call.body !== undefined || call.rawBody !== undefined;
  const request = new Request(url, {
    method,
    duplex: "half",
    body: call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
    headers: {
      host: url.host,
      ...(hasBody && { "content-type": "application/json" }),
      ...(call.key && { authorization: `Bearer ${call.key}` }),
      ...(call.cookie && { cookie: call.cookie, origin: url.origin, "sec-fetch-site": "same-origin" }),
      ...call.headers,
    },
  } as RequestInit);
  const response = await answerApi(request);
  return {
    status: response.status,
    body: (await response.json().catch(() => null)) as ApiBody,
    headers: response.headers,
  };
}

/** The answer of the real handler that serves a request. */
export async function answerApi(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { file, params } = findRoute(pathname);
  const handler = ((await import(file)) as Record<string, Handler>)[request.method];
  if (!handler) throw new Error(`${request.method} ${pathname} is not served.`);
  return handler(request, { params: Promise.resolve(Object.keys(params).length ? params : undefined) });
}

function findRoute(path: string): { file: string; params: Record<string, string> } {
  for (const route of listRouteFiles().toSorted((a, b) => a.path.split("{").length - b.path.split("{").length)) {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    const pattern = new RegExp(`^${route.path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "([^/]+)")}$`);
    const match = pattern.exec(path);
    if (match)
      return {
        file: route.file,
        params: Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? "")])),
      };
  }
  throw new Error(`No route serves ${path}.`);
}
