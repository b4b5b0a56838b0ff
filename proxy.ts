import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { type Env, env } from "@/lib/env";
import { contentSecurityPolicy, pageHeaders } from "@/lib/http/page-headers";

/**
 * What happens to a page request before it is rendered: names that only we may use are taken off, the page learns
 * its workspace, path and nonce, and live sockets are passed on. Nobody is let in or kept out here: every verb and
 * every page asks for itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const settings = env();
  const { pathname } = request.nextUrl;
  if (pathname === "/realtime" || pathname.startsWith("/realtime/")) return toLiveServer(request, settings);

  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, settings);
  const headers = withoutOurNames(request.headers);
  // Next takes the nonce for its own scripts from the policy on the request.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set("x-belfry-path", pathOf(request.nextUrl));
  const workspace = request.nextUrl.searchParams.get("w");
  // Slugs and ids pass unchanged; anything else becomes a safe header that names no workspace.
  if (workspace) headers.set("x-belfry-workspace", encodeURIComponent(workspace).slice(0, 200));

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(pageHeaders(settings))) response.headers.set(name, value);
  return response;
}

// Left out: /api (bodies pass unbuffered, and it has its own headers) and files that are the same for everybody.
export const config = {
  matcher: ["/((?!api/|_next/static/|_next/image|favicon\\.ico$|icons/|sw\\.js$|manifest\\.webmanifest$).*)"],
};

/** Only the socket's address is passed on, never the live server's HTTP API beside it, and none of our cookies. */
function toLiveServer(request: NextRequest, settings: Env): NextResponse {
  const [, key] = /^\/realtime\/app\/([\w-]{1,100})$/.exec(request.nextUrl.pathname) ?? [];
  if (!key || !settings.REALTIME_PROXY_TARGET) return new NextResponse("There is no such address.", { status: 404 });
  const target = new URL(`/app/${key}${request.nextUrl.search}`, settings.REALTIME_PROXY_TARGET);
  const headers = withoutOurNames(request.headers);
  headers.delete("cookie");
  headers.delete("authorization");
  return NextResponse.rewrite(target, { request: { headers } });
}

function withoutOurNames(given: Headers): Headers {
  const headers = new Headers(given);
  for (const name of given.keys()) {
    if (name.startsWith("x-belfry-") || name === "x-nonce" || name === "content-security-policy") headers.delete(name);
  }
  return headers;
}

function pathOf({ pathname, searchParams }: URL): string {
  const search = new URLSearchParams(searchParams);
  // A soft navigation's own parameter is no part of the address.
  search.delete("_rsc");
  return search.size ? `${pathname}?${search}` : pathname;
}
