import type { Channel } from "@/db/enums";
import { inngest } from "@/inngest/client";
import { deliveriesDue } from "@/inngest/events";
import { log } from "@/lib/log";

const WAIT_MS = 100;
const waiting = new Map<string, NodeJS.Timeout>();

/**
 * Wakes the delivery of one workspace and channel, at most once per 100 ms and process, without making anybody wait.
 * Should the wake-up be lost, the sweeper finds the rows within a minute.
 */
export function wakeDeliveries(workspaceId: string, channel: Channel): void {
  const key = `${workspaceId}:${channel}`;
  if (waiting.has(key)) return;
  const timer = setTimeout(() => {
    waiting.delete(key);
    inngest.send(deliveriesDue.create({ workspaceId, channel })).catch((error: unknown) => {
      log.warn({ err: error }, "a delivery wake-up was not sent; the sweeper will find the rows");
    });
  }, WAIT_MS);
  waiting.set(key, timer.unref());
}
