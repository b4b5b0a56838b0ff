import type { Env } from "@/lib/env";

/** The policy of one rendered page: scripts by nonce only, and connections to ourselves and the live server. */
export function contentSecurityPolicy(nonce: string, settings: Env): string {
  const isDev = settings.BELFRY_CSP_DEV;
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...liveOrigins(settings), ...(isDev ? ["ws:"] : [])].join(" "),
    // Without a word of their own they would follow script-src, where `strict-dynamic` takes no 'self'.
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ];
  if (isHttps(settings)) directives.push("upgrade-insecure-requests");
  return directives.join("; ");
}

/** What every rendered page says beside its policy. Pages are a person's own: no cache may keep them. */
export function pageHeaders(settings: Env): Record<string, string> {
  return {
    "cache-control": "private, no-store",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(isHttps(settings) && { "cross-origin-opener-policy": "same-origin" }),
  };
}

const isHttps = (settings: Env) => settings.BELFRY_URL.startsWith("https://");

/** Where pusher-js connects when the live server is not embedded; an embedded one is reached through ourselves. */
function liveOrigins(settings: Env): string[] {
  const { REALTIME, REALTIME_PROXY_TARGET, PUSHER_HOST, PUSHER_PORT, PUSHER_USE_TLS, PUSHER_CLUSTER } = settings;
  if (REALTIME === "off" || REALTIME_PROXY_TARGET) return [];
  if (PUSHER_HOST) {
    const host = PUSHER_PORT ? `${PUSHER_HOST}:${PUSHER_PORT}` : PUSHER_HOST;
    return PUSHER_USE_TLS ? [`wss://${host}`, `https://${host}`] : [`ws://${host}`, `http://${host}`];
  }
  if (!PUSHER_CLUSTER) return [];
  return [`wss://ws-${PUSHER_CLUSTER}.pusher.com`, `https://sockjs-${PUSHER_CLUSTER}.pusher.com`];
}
