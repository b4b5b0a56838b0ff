import { NextRequest } from "next/server";
import { AppError } from "@/lib/errors";
import { readCapped } from "./incoming-body";

type Handler<C> = (request: NextRequest, context: C) => Promise<Response>;

/** A library's handler that would read a body of any size, given at most `max` bytes: 413 instead of more, 408 where they do not come. */
export function limitBody<C>(max: number, handler: Handler<C>): Handler<C> {
  return async (request, context) => {
    const body = await readCapped(request, max).catch(refusalOf);
    if (body instanceof Response) return body;
    const { url, method, headers } = request;
    return handler(new NextRequest(url, { method, headers, ...(body.byteLength > 0 && { body }) }), context);
  };
}

function refusalOf(error: unknown): Response {
  if (!(error instanceof AppError)) throw error;
  const { code, message, status } = error;
  return Response.json({ error: { code, message } }, { status, headers: { "cache-control": "private, no-store" } });
}
