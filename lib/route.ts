import { codeOf } from "@/db/transaction";
import type { Actor } from "@/lib/auth/actor";
import { authenticate } from "./auth/authenticate";
import { AppError, notFound } from "./errors";
import { readJson, refuseNul } from "./http/body";
import type { Endpoint, Input, Output } from "./http/endpoint";
import { limitCaller } from "./http/limit";
import { parseInput } from "./http/parse";
import { log } from "./log";

type Shape = Endpoint["params"];
type AnyEndpoint = Endpoint<Shape, Shape, Shape, Endpoint["response"]>;
interface Context {
  params: Promise<Record<string, string | string[] | undefined> | undefined>;
}

/** What a verb may know of the HTTP around it, and may add to the answer's headers. */
export interface RequestContext {
  request: Request;
  headers: Headers;
}

/**
 * An App Router handler for one endpoint: who is asking, may they, is the input right, run the verb, strip the
 * answer to what the endpoint promises, and turn every error into the one error shape.
 */
export function route<E extends AnyEndpoint>(
  endpoint: E,
  verb: (actor: Actor, input: Input<E>, context: RequestContext) => Promise<Output<E>>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    const requestId = crypto.randomUUID();
    const headers = new Headers({ "cache-control": "private, no-store", "x-request-id": requestId });
    try {
      // Next answers undefined for a path without parameters.
      const params = (await context.params) ?? {};
      const actor = await authenticate(request, endpoint.access, typeof params.ws === "string" ? params.ws : undefined);
      await limitCaller(actor, endpoint.method, headers);
      const input = await readInput(endpoint, request, params);
      const output = await verb(actor, input as Input<E>, { request, headers });
      if (output instanceof Response) return output;
      return Response.json(endpoint.response.parse(output), { status: endpoint.status, headers });
    } catch (error) {
      return failure(error, headers, requestId);
    }
  };
}

/** The answer at an address of the API that does not exist. */
export async function notFoundResponse(): Promise<Response> {
  const requestId = crypto.randomUUID();
  return failure(
    notFound("address"),
    new Headers({ "cache-control": "private, no-store", "x-request-id": requestId }),
    requestId,
  );
}

async function readInput(endpoint: AnyEndpoint, request: Request, params: Record<string, unknown>) {
  const path = endpoint.params.safeParse(params);
  if (!path.success) throw notFound("address");
  const search = Object.fromEntries(new URL(request.url).searchParams);
  for (const text of Object.values(search)) refuseNul(text);
  const query = parseInput(endpoint.query, search, "query");
  const body = endpoint.body ? parseInput(endpoint.body, await readJson(request, endpoint.maxBody), "body") : {};
  const { ws: _, ...own } = path.data;
  return { ...own, ...query, ...body };
}

function failure(error: unknown, headers: Headers, requestId: string): Response {
  const known = error instanceof AppError ? error : translate(error);
  if (!(error instanceof AppError)) log.error({ err: error, requestId }, "request failed");
  for (const [name, value] of Object.entries(known.options.headers ?? {})) headers.set(name, value);
  const { code, message, options } = known;
  return Response.json(
    { error: { code, message, details: options.details, requestId } },
    { status: known.status, headers },
  );
}

/** Database trouble that passes by itself is 503, so that a producer knows to try again; anything else is ours. */
function translate(error: unknown): AppError {
  const code = codeOf(error) ?? "";
  const isPassing =
    /^(08|53|57P|57014|55P03|40P01|40001|25006)/.test(code) || /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT)$/.test(code);
  const isCut = /timeout exceeded when trying to connect|Connection terminated|connection error and is not queryable/;
  if (isPassing || isCut.test(messagesOf(error))) {
    // Not "nothing was saved": the connection may have broken after the commit.
    return new AppError(
      "unavailable",
      "The database cannot be reached just now, so this may not have been saved. Try again.",
      {
        headers: { "retry-after": "2" },
      },
    );
  }
  return new AppError("internal", "Something went wrong here. It has been logged.");
}

function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : "";
}
