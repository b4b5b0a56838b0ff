import { cron } from "inngest";
import { drainDeliveries, findDue } from "@/lib/notifications/delivery/drain";
import { returnSnoozed } from "@/lib/notifications/inbox/snoozes";
import { roundedUp, SWEEP_MS, snoozesDueAt } from "@/lib/notifications/wake";
import { inngest } from "../client";
import { deliveriesDue, snoozesDue } from "../events";

/** Sends what is due of one workspace and channel, then comes back when the next falls due. */
export const deliverNotifications = inngest.createFunction(
  {
    id: "deliver-notifications",
    triggers: [deliveriesDue],
    retries: 3,
    // One tenant's backlog never delays another's, nor one channel's the others', and two drains never race for rows.
    concurrency: { limit: 1, key: "event.data.workspaceId + ':' + event.data.channel" },
  },
  async ({ event, step, runId }) => {
    const { workspaceId, channel, waitMs: first } = event.data;
    if (first) await step.sleep("until-due", first);
    const drained = await step.run("drain", () => drainDeliveries(workspaceId, channel));
    if (drained.nextDueAt === null) return drained;
    const isNow = drained.waitMs <= 0;
    // Rounded up to five seconds and named by it, wake-ups for rows that fall due together become one.
    const { name, waitMs } = roundedUp(drained, 5);
    const id = isNow ? `drain-on:${runId}` : `due:${workspaceId}:${channel}:${name}`;
    const data = { workspaceId, channel, ...(!isNow && { waitMs }) };
    await step.sendEvent("wake-again", deliveriesDue.create(data, { id }));
    return drained;
  },
);

/** Each minute, whatever wake-up was lost: the row is the truth. */
export const sweepDeliveries = inngest.createFunction(
  { id: "sweep-deliveries", triggers: [cron("* * * * *")], retries: 1 },
  async ({ step }) => {
    const due = await step.run("find-due", () => findDue());
    if (due.length > 0)
      await step.sendEvent(
        "wake",
        due.map((one) => deliveriesDue.create(one)),
      );
    return { woken: due.length };
  },
);

/** Brings back what was snoozed: each minute, and to the second for what falls due before the next. */
export const returnSnoozedNotifications = inngest.createFunction(
  { id: "return-snoozed", triggers: [snoozesDue, cron("* * * * *")], retries: 1, concurrency: { limit: 1 } },
  async ({ event, step }) => {
    const { waitMs } = event.data as { waitMs?: number };
    if (waitMs) await step.sleep("until-due", waitMs);
    const { returned, ...next } = await step.run("return", () => returnSnoozed());
    if (next.nextDueAt !== null && next.waitMs < SWEEP_MS) await step.sendEvent("wake-again", snoozesDueAt(next));
    return { returned };
  },
);
