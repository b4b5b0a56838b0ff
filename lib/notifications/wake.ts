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
export const SWEEP_MS = 60_000;

/** A moment by the database's clock, and how long it is until then; a step of a job has made the date a text. */
interface Due {
  nextDueAt: Date | string;
  waitMs: number;
}

/** Wakes the return of snoozed notifications when it is due, to the second, if the sweeper would be late. */
export function wakeSnoozed(due: Due): void {
  if (due.waitMs > SWEEP_MS) return;
  inngest.send(snoozesDueAt(due)).catch((error: unknown) => {
    log.warn({ err: error }, "a snooze's wake-up was not sent; the sweeper will find the rows");
  });
}

/** Snoozes that end in the same second share one wake-up. */
export function snoozesDueAt(due: Due) {
  const { name, waitMs } = roundedUp(due, 1);
  return snoozesDue.create({ waitMs }, { id: `snoozes-due:${name}` });
}

/** What falls due within the same `seconds`, at the end of them: its name, and how long it is until then. */
export function roundedUp({ nextDueAt, waitMs }: Due, seconds: number): { name: number; waitMs: number } {
  const due = new Date(nextDueAt).getTime();
  const name = Math.ceil(due / (seconds * 1000)) * seconds * 1000;
  return { name, waitMs: Math.max(0, Math.round(waitMs + name - due)) };
}
