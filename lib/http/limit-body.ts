import { NextRequest } from "next/server";
import { AppError } from "@/lib/errors";
import { readCapped } from "./body";

type Handler = (request: NextRequest, context: unknown) => Promise<Response>;

/** A library's handler that would read a body of any size, given at most `max` bytes; 413 instead of more. */
export function limitBody(max: number, handler: Handler): Handler {
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
