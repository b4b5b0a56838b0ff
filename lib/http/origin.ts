import { AppError } from "@/lib/errors";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a cookie-carrying change that another site's page could have started: the Origin must be ours, and
 * where the browser says how the request came about it must be our own page. `Origin: null` is nobody's.
 */
export function refuseForeignOrigin(request: Request, ownUrl: string): void {
  if (SAFE.has(request.method)) return;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOwn = origin === new URL(ownUrl).origin || (origin !== null && origin === hostOrigin(request));
  if (!isOwn || (site !== null && site !== "same-origin")) {
    throw new AppError("forbidden", "This change must come from a page of this site.");
  }
}

/** The origin under which the browser reached us; it sets Host itself, so a foreign page cannot forge the pair. */
function hostOrigin(request: Request): string | null {
  const host = request.headers.get("host");
  return host ? `${new URL(request.url).protocol}//${host}` : null;
}
