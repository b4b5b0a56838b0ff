import type { Options } from "pusher-js";
import type { RealtimeSettings } from "./contract";

/** The page that connects, as far as its address matters. */
export type Page = Pick<Location, "hostname" | "port" | "protocol">;

/** Where to connect: this page's own origin under a path, a host of one's own, or (nothing) Pusher's cluster. */
export function address(settings: RealtimeSettings, page: Page): Partial<Options> {
  const isSecure = page.protocol === "https:";
  if (settings.path !== undefined) {
    const port = Number(page.port) || (isSecure ? 443 : 80);
    return { wsHost: page.hostname, wsPath: settings.path, wsPort: port, wssPort: port, forceTLS: isSecure };
  }
  const forceTLS = settings.useTls ?? true;
  if (settings.host === undefined) return { forceTLS };
  const port = settings.port ?? (forceTLS ? 443 : 80);
  return { wsHost: settings.host, wsPort: port, wssPort: port, forceTLS };
}
