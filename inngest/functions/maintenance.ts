import { cron } from "inngest";
import { z } from "zod";
import { endExpiredSessions } from "@/lib/auth/sessions";
import { alertOperator } from "@/lib/email/operator-alert";
import { deleteExpired } from "@/lib/maintenance/delete-expired";
import { retainNotifications } from "@/lib/notifications/inbox/retention";
import { inngest } from "../client";

/** Each morning: what was read long ago leaves the inboxes, what was deleted long ago and what has expired is removed. */
export const dailyCleanup = inngest.createFunction(
  { id: "keep-house", triggers: [cron("TZ=UTC 0 6 * * *")], retries: 3, concurrency: { limit: 1 } },
  async ({ step }) => {
    await step.run("end-sessions", () => endExpiredSessions());
    const expired = await step.run("forget-expired", () => deleteExpired());
    const kept = { deleted: 0, removed: 0 };
    for (let pass = 1, hasMore = true; hasMore && pass <= 100; pass++) {
      const done = await step.run(`retain-${pass}`, () => retainNotifications());
      kept.deleted += done.deleted;
      kept.removed += done.removed;
      hasMore = done.hasMore;
    }
    return { ...kept, expired };
  },
);

const ALERT = "alert-operator";
const failure = z.object({ function_id: z.string(), run_id: z.string(), error: z.object({ message: z.string() }) });

/** A durable function that has used up its tries is the operator's concern; this one's own failures are in the log. */
export const tellOperator = inngest.createFunction(
  {
    id: ALERT,
    triggers: [{ event: "inngest/function.failed", if: `event.data.function_id != 'belfry-${ALERT}'` }],
    retries: 3,
  },
  ({ event, step }) => {
    const { function_id: job, run_id: run, error } = failure.parse(event.data);
    return step.run("mail", () =>
      alertOperator({
        key: `job:${job}`,
        title: `The job ${job.replace(/^belfry-/, "")} has failed`,
        text: `It has used up its tries. What it works on is kept in the database, and its next run goes on with it.\n\nIts last error: ${error.message.slice(0, 1000)}\n\nRun ${run}.`,
      }),
    );
  },
);
