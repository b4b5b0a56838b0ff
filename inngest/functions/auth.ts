import { cron } from "inngest";
import { inngest } from "@/inngest/client";
import { codeRequested } from "@/inngest/events";
import { codeMailQueue } from "@/lib/auth/code-mail-queue";

/** Mails sign-in codes in a queue of their own, so that no flood of notifications delays one. */
export const sendSignInCodes = inngest.createFunction(
  { id: "send-sign-in-codes", triggers: [codeRequested, cron("* * * * *")], concurrency: 2, retries: 2 },
  ({ step }) => step.run("send due codes", () => codeMailQueue.sendDue()),
);
