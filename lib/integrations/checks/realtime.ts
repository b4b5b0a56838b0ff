import { env } from "@/lib/env";
import { realtimeServer } from "@/lib/realtime/publish";
import { type Finding, failing, messageOf, off, ok } from "./finding";

/** Triggers an event on a channel that nobody listens to. */
export async function checkRealtime(): Promise<Finding> {
  if (env().REALTIME === "off") return off("Live updates are switched off: pages ask every 30 seconds.", null);
  const server = realtimeServer();
  if (!server) {
    return failing(
      "No realtime server is set up: pages ask every 30 seconds.",
      "Set PUSHER_APP_ID, PUSHER_KEY and PUSHER_SECRET, or REALTIME=off to leave it so.",
    );
  }
  try {
    const { status } = await server.trigger("health", "checked", {});
    return ok(`The realtime server took an event (${status}).`);
  } catch (error) {
    return failing(
      `The realtime server did not take an event: ${messageOf(error)}`,
      "See that it runs and that PUSHER_APP_ID, PUSHER_KEY and PUSHER_SECRET are its own. Pages ask meanwhile.",
    );
  }
}
