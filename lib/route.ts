import type { Actor } from "@/lib/auth/actor";
import { authenticate } from "@/lib/auth/authenticate";
import { limitCaller } from "@/lib/auth/limit-caller";
import { notFound } from "@/lib/errors";
import { readJson, refuseNul } from "@/lib/http/body";
import type { AnyEndpoint, Input, Output } from "@/lib/http/endpoint";
import { failure } from "@/lib/http/failure";
import { parseInput } from "@/lib/http/parse";
import type { RequestContext } from "@/lib/http/request-context";

interface Context {
  params: Promise<Record<string, string | string[] | undefined> | undefined>;
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
