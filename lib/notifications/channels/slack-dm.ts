import { sql } from "drizzle-orm";
import { forgetSlackUser, slackUserOf } from "@/lib/slack/identity";
import { defineChannel, HOUR_SECONDS, type Outgoing } from "./define";
import { postAsApp } from "./shared/slack-post";

/** A direct message in the workspace's Slack, to whoever has the person's e-mail address there; to nobody else, ever. */
export const slackDm = defineChannel({
  id: "slack_dm",
  addressesOf: sql`SELECT id AS user_id, email AS address FROM users`,
  credential: { owner: "workspace", key: sql`d.workspace_id::text` },
  repeats: "may_duplicate",
  perPlace: 1,
  worthSendingSeconds: 24 * HOUR_SECONDS,
  send: (outgoing, begin) =>
    postAsApp(outgoing, begin, async (token) => {
      const channel = await slackUserOf(token, personOf(outgoing));
      return channel ? { channel } : { nowhere: `Nobody in the workspace’s Slack has ${outgoing.address}.` };
    }),
  retire: async (outgoing) => {
    const { workspaceId, userId } = personOf(outgoing);
    await forgetSlackUser(workspaceId, userId);
  },
});

function personOf({ workspace, userId, address }: Outgoing) {
  if (!userId) throw new Error("A direct message is for a person.");
  return { workspaceId: workspace.id, userId, email: address };
}
