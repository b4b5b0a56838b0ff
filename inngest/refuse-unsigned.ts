import type { NextRequest } from "next/server";
import { env } from "@/lib/env";

type Handler<C> = (request: NextRequest, context: C) => Promise<Response>;

/** Of a call without a signature nothing is read: the SDK would refuse it too, but only once it has all of its body. */
export function refuseUnsigned<C>(handler: Handler<C>): Handler<C> {
  return async (request, context) => {
    if (request.headers.has("x-inngest-signature") || env().INNGEST_DEV) return handler(request, context);
    const error = { code: "unauthenticated", message: "The job engine signs its calls." };
    return Response.json({ error }, { status: 401, headers: { "cache-control": "private, no-store" } });
  };
}
