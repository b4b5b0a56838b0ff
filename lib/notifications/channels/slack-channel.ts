import { sql } from "drizzle-orm";
import { type DestinationDefinition, HOUR_SECONDS } from "./define";
import { switchOff } from "./shared/destination-health";
import { postAsApp } from "./shared/slack-post";
import { targetOf } from "./shared/webhook";

/** A channel in the Slack that the workspace is connected to, by its id. */
export const slackChannel: DestinationDefinition = {
  id: "slack_channel",
  credential: { owner: "workspace", key: sql`d.config_id::text` },
  repeats: "may_duplicate",
  perPlace: 1,
  worthSendingSeconds: 24 * HOUR_SECONDS,
  send: (outgoing, begin) => postAsApp(outgoing, begin, async () => ({ channel: targetOf(outgoing) })),
  retire: switchOff,
};
