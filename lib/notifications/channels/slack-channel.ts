import { sql } from "drizzle-orm";
import { switchOff } from "../destinations/outcome";
import { postAsApp } from "../destinations/slack-post";
import { targetOf } from "../destinations/webhook";
import type { DestinationDefinition } from "./define";

/** A channel in the Slack that the workspace is connected to, by its id. */
export const slackChannel: DestinationDefinition = {
  id: "slack_channel",
  credential: { owner: "workspace", key: sql`d.config_id::text` },
  repeats: "may_duplicate",
  send: (outgoing) => postAsApp(outgoing, async () => ({ channel: targetOf(outgoing) })),
  retire: switchOff,
};
