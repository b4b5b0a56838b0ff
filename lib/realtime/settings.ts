import { env } from "@/lib/env";
import type { RealtimeSettings } from "./contract";

/** What a server-rendered page hands to its browser; null: nothing is live, poll. */
export function realtimeSettings(): RealtimeSettings | null {
  const { REALTIME, REALTIME_PROXY_TARGET, PUSHER_KEY, PUSHER_CLUSTER, PUSHER_HOST, PUSHER_PORT, PUSHER_USE_TLS } =
    env();
  if (REALTIME === "off" || !PUSHER_KEY) return null;
  const base = { key: PUSHER_KEY, cluster: PUSHER_CLUSTER ?? "mt1" };
  if (REALTIME_PROXY_TARGET) return { ...base, path: "/realtime" };
  return PUSHER_HOST ? { ...base, host: PUSHER_HOST, port: PUSHER_PORT, useTls: PUSHER_USE_TLS } : base;
}
