import type { DeliveryChannel, DestinationChannel } from "@/db/enums";
import type { OutgoingChannel } from "../preferences/decision";
import type { ChannelDefinition, DestinationDefinition, Outgoing } from "./define";
import { email } from "./email";
import { mobilePush } from "./mobile-push";
import { noteOutcome } from "./shared/destination-health";
import { slackChannel } from "./slack-channel";
import { slackDm } from "./slack-dm";
import { slackWebhook } from "./slack-webhook";
import { sms } from "./sms";
import { teamsWebhook } from "./teams-webhook";
import { webPush } from "./web-push";

/** Every way to a person but the inbox itself; exhaustive by type, so that a new channel cannot be forgotten here. */
export const CHANNEL_REGISTRY: Record<OutgoingChannel, ChannelDefinition> = {
  email,
  web_push: webPush,
  mobile_push: mobilePush,
  slack_dm: slackDm,
  sms,
};

/** Every way to a place of the workspace's; exhaustive too. */
const DESTINATION_REGISTRY: Record<DestinationChannel, DestinationDefinition> = {
  email: noted({ ...email, id: "email" }),
  slack_channel: noted(slackChannel),
  slack_webhook: noted(slackWebhook),
  teams_webhook: noted(teamsWebhook),
};

/** What sends by this channel, to people and to places of the workspace's. */
export const sendersOf = (
  channel: DeliveryChannel,
): { toPerson: ChannelDefinition | undefined; toDestination: DestinationDefinition | undefined } => ({
  toPerson: (CHANNEL_REGISTRY as Partial<Record<DeliveryChannel, ChannelDefinition>>)[channel],
  toDestination: (DESTINATION_REGISTRY as Partial<Record<DeliveryChannel, DestinationDefinition>>)[channel],
});

/** What sends this one: e-mail goes to people and to places alike. */
export function senderOf(
  channel: DeliveryChannel,
  { destination }: Pick<Outgoing, "destination">,
): DestinationDefinition | ChannelDefinition {
  const { toPerson, toDestination } = sendersOf(channel);
  const sender = destination ? toDestination : toPerson;
  if (!sender) throw new Error(`Nothing here sends by ${channel}.`);
  return sender;
}

/** Whatever comes of a message is seen on the place it was for. */
function noted(sender: DestinationDefinition): DestinationDefinition {
  return {
    ...sender,
    send: async (outgoing, begin) => {
      const outcome = await sender.send(outgoing, begin);
      await noteOutcome(outgoing, outcome);
      return outcome;
    },
  };
}
