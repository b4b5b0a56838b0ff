import { sql } from "drizzle-orm";
import { TEAMS_HOSTS } from "@/lib/egress/target";
import { switchOff } from "../destinations/outcome";
import { postToWebhook, targetOf } from "../destinations/webhook";
import { teamsMessage } from "../formats/teams";
import type { DestinationDefinition } from "./define";

/** A workflow of Teams (or one of its former connectors) that waits for messages. 200 and 202 mean: taken. */
export const teamsWebhook: DestinationDefinition = {
  id: "teams_webhook",
  credential: { owner: "workspace", key: sql`d.config_id::text` },
  repeats: "may_duplicate",
  retire: switchOff,
  send: (outgoing) =>
    postToWebhook(targetOf(outgoing), {
      service: "Teams",
      hosts: TEAMS_HOSTS,
      payload: teamsMessage(outgoing),
      isTaken: ({ status }) => status === 200 || status === 202,
    }),
};
