import type { ErrorCode, ErrorDetail } from "@/lib/errors";
import type { Operation } from "./operation";

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
 * Calls one endpoint, from the browser or (with a destination) from a program: parameters go into the path, the rest
 * into the query or the JSON body. Rejects with a CallError whose message can be shown. The answer is not looked at: the
 * server has stripped it to what the endpoint promises.
 */
export async function call<Input, Output>(
  { method, path, sends }: Operation<Input, Output>,
  input: NoInfer<Input>,
  signal?: AbortSignal,
  to: Destination = { baseUrl: "", headers: {} },
): Promise<Output> {
  const given = new Map(Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined));
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(given.get(name));
    given.delete(name);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(sends === "query" ? [...given].map(([key, value]) => [key, String(value)]) : []);
  const url = `${to.baseUrl}${address}${query.size ? `?${query}` : ""}`;
  if (sends === "query") return (await send(url, { method, signal, headers: to.headers })) as Output;
  const headers = { ...to.headers, "content-type": "application/json" };
  const body = JSON.stringify(Object.fromEntries(given));
  return (await send(url, { method, signal, headers, body })) as Output;
}

/**
 * Sends one file to an endpoint that takes files. Rejects with a CallError whose message can be shown; what the file
 * may be is the endpoint's `takes` and `maxBody`.
 */
export async function upload<Output>(
  { method, path }: Operation<unknown, Output>,
  file: Blob,
  signal?: AbortSignal,
): Promise<Output> {
  return (await send(path, { method, signal, headers: { "content-type": file.type }, body: file })) as Output;
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
