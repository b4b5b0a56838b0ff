import type { DeliveryChannel } from "@/db/enums";
import { inngest } from "@/inngest/client";
import { deliveriesDue, snoozesDue } from "@/inngest/events";
import { log } from "@/lib/log";

const WAIT_MS = 100;
const waiting = new Map<string, NodeJS.Timeout>();

/**
 * Wakes the delivery of one workspace and channel, at most once per 100 ms and process, without making anybody wait.
 * Should the wake-up be lost, the sweeper finds the rows within a minute.
 */
export function wakeDeliveries(workspaceId: string, channel: DeliveryChannel): void {
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

/** The sweeper comes each minute; a snooze that ends before that is worth a wake-up of its own. */
const SWEEP_MS = 60_000;

/** Wakes the return of snoozed notifications at `at`, to the second, if the sweeper would be late. */
export function wakeSnoozed(at: Date): void {
  if (at.getTime() - Date.now() > SWEEP_MS) return;
  inngest.send(snoozesDueAt(at)).catch((error: unknown) => {
    log.warn({ err: error }, "a snooze's wake-up was not sent; the sweeper will find the rows");
  });
}

/** Snoozes that end in the same second share one wake-up. */
export function snoozesDueAt(at: Date) {
  const ts = Math.ceil(at.getTime() / 1000) * 1000;
  return snoozesDue.create({}, { id: `snoozes-due:${ts}`, ts });
}
