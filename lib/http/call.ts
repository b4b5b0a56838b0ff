import type { ErrorCode, ErrorDetail } from "@/lib/errors";
import type { Answer, CallInput, Endpoint } from "./endpoint";

type Shape = Endpoint["params"];
type AnyEndpoint = Endpoint<Shape, Shape, Shape, Endpoint["response"]>;

/** An answer that was not a success. `code` is `offline` when no answer came at all. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode | "offline",
    message: string,
    readonly details: ErrorDetail[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "CallError";
  }
}

/** Where a program calls that has no site of its own, and what it says of itself. */
interface Destination {
  baseUrl: string;
  headers: Record<string, string>;
}

/**
 * Calls one endpoint by its description, from the browser or (with a destination) from a program: parameters go into
 * the path, the rest into the query or the JSON body. Rejects with a CallError whose message can be shown.
 */
export async function call<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  signal?: AbortSignal,
  to: Destination = { baseUrl: "", headers: {} },
): Promise<Answer<E>> {
  const given = input as Record<string, unknown>;
  const pick = (shape: Shape) =>
    Object.entries(given).filter(([key, value]) => key in shape.shape && value !== undefined);
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
  const query = new URLSearchParams(pick(endpoint.query).map(([key, value]) => [key, String(value)]));
  const response = await send(`${to.baseUrl}${path}${query.size ? `?${query}` : ""}`, {
    method: endpoint.method,
    signal,
    headers: { ...to.headers, ...(endpoint.body && { "content-type": "application/json" }) },
    ...(endpoint.body && {
      body: JSON.stringify(Object.fromEntries(pick(endpoint.body))),
    }),
  });
  return endpoint.response.parse(response) as Answer<E>;
}

/**
 * Sends one file to an endpoint that takes files. Rejects with a CallError whose message can be shown; what the file
 * may be is the endpoint's `takes` and `maxBody`.
 */
export async function upload<E extends AnyEndpoint>(endpoint: E, file: Blob, signal?: AbortSignal): Promise<Answer<E>> {
  const init = { method: endpoint.method, signal, headers: { "content-type": file.type }, body: file };
  return endpoint.response.parse(await send(endpoint.path, init)) as Answer<E>;
}

async function send(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new CallError(0, "offline", "Belfry cannot be reached. Check your connection and try again.", [], {
      cause: error,
    });
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const error = (body as { error?: { code: ErrorCode; message: string; details?: ErrorDetail[] } } | null)?.error;
  throw new CallError(
    response.status,
    error?.code ?? "internal",
    error?.message ?? "Something went wrong.",
    error?.details,
  );
}
