import { notFoundResponse } from "@/lib/route";

// Whatever no other route serves: a sentence in the one error shape, not a page.
export const GET = notFoundResponse;
export const POST = notFoundResponse;
export const PUT = notFoundResponse;
export const PATCH = notFoundResponse;
export const DELETE = notFoundResponse;
