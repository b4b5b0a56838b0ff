import { cron } from "inngest";
import { inngest } from "@/inngest/client";
import { memberInvited } from "@/inngest/events";
import { invitationMailQueue } from "@/lib/workspaces/invitation-mail";

/** Mails invitations in a queue of their own, as sign-in codes have theirs. */
export const sendInvitations = inngest.createFunction(
  { id: "send-invitations", triggers: [memberInvited, cron("* * * * *")], concurrency: 2, retries: 2 },
  ({ step }) => step.run("send due invitations", () => invitationMailQueue.sendDue()),
);
