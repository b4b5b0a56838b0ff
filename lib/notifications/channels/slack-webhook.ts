import { sql } from "drizzle-orm";
import { SLACK_HOSTS } from "@/lib/egress/target";
import { type DestinationDefinition, HOUR_SECONDS } from "./define";
import { switchOff } from "./shared/destination-health";
import { slackMessage } from "./shared/slack-message";
import { postToWebhook, targetOf } from "./shared/webhook";

/** One of Slack's incoming webhooks. It has taken a message when its answer is `ok`, and nothing else. */
export const slackWebhook: DestinationDefinition = {
  id: "slack_webhook",
  credential: { owner: "workspace", key: sql`d.config_id::text` },
  repeats: "may_duplicate",
  worthSendingSeconds: 24 * HOUR_SECONDS,
  retire: switchOff,
  send: (outgoing, begin) =>
    postToWebhook(targetOf(outgoing), begin, {
      service: "Slack",
      hosts: SLACK_HOSTS,
      payload: slackMessage(outgoing),
      isTaken: ({ status, body }) => status === 200 && body.trim() === "ok",
    }),
};
