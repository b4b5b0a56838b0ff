import { sql } from "drizzle-orm";
import { TEAMS_HOSTS } from "@/lib/egress/target";
import { type DestinationDefinition, HOUR_SECONDS } from "./define";
import { switchOff } from "./shared/destination-health";
import { teamsMessage } from "./shared/teams-message";
import { postToWebhook, targetOf } from "./shared/webhook";

/** A workflow of Teams (or one of its former connectors) that waits for messages. 200 and 202 mean: taken. */
export const teamsWebhook: DestinationDefinition = {
  id: "teams_webhook",
  credential: { owner: "workspace", key: sql`d.config_id::text` },
  repeats: "may_duplicate",
  worthSendingSeconds: 24 * HOUR_SECONDS,
  retire: switchOff,
  send: (outgoing, begin) =>
    postToWebhook(targetOf(outgoing), begin, {
      service: "Teams",
      hosts: TEAMS_HOSTS,
      payload: teamsMessage(outgoing),
      isTaken: ({ status }) => status === 200 || status === 202,
    }),
};
