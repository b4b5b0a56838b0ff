import { cron } from "inngest";
import { sendIssueDigests } from "@/lib/projects/digests";
import { inngest } from "../client";

/** Every five minutes: the rows say which projects are due. */
export const sendProjectDigests = inngest.createFunction(
  { id: "send-project-digests", triggers: [cron("*/5 * * * *")], retries: 1, concurrency: { limit: 1 } },
  ({ step }) => step.run("send", () => sendIssueDigests()),
);
