import { cron } from "inngest";
import { drainDeliveries, findDue } from "@/lib/notifications/delivery/drain";
import { returnSnoozed } from "@/lib/notifications/inbox/snoozes";
import { snoozesDueAt } from "@/lib/notifications/wake";
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
    const { workspaceId, channel } = event.data;
    const drained = await step.run("drain", () => drainDeliveries(workspaceId, channel));
    if (!drained.nextDueAt) return drained;
    const dueAt = new Date(drained.nextDueAt).getTime();
    const isNow = dueAt <= Date.now();
    // Rounded up to five seconds and named by it, wake-ups for rows that fall due together become one.
    const at = Math.ceil(dueAt / 5000) * 5000;
    const id = isNow ? `drain-on:${runId}` : `due:${workspaceId}:${channel}:${at}`;
    await step.sendEvent("wake-again", deliveriesDue.create(event.data, { id, ...(!isNow && { ts: at }) }));
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
  async ({ step }) => {
    const { returned, nextDueAt } = await step.run("return", () => returnSnoozed());
    const isSoon = nextDueAt && new Date(nextDueAt).getTime() - Date.now() < 60_000;
    if (isSoon) await step.sendEvent("wake-again", snoozesDueAt(new Date(nextDueAt)));
    return { returned };
  },
);
