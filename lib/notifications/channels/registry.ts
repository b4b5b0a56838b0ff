import type { DeliveryChannel, DestinationChannel } from "@/db/enums";
import { outsideText } from "@/lib/outside-text";
import type { OutgoingChannel } from "../preferences/decision";
import type { ChannelDefinition, DestinationDefinition, Outgoing, Sender } from "./define";
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
  email: cleaned(email),
  web_push: cleaned(webPush),
  mobile_push: cleaned(mobilePush),
  slack_dm: cleaned(slackDm),
  sms: cleaned(sms),
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

/** Whoever sends by a channel gets it from here: a provider's words are made fit to be stored and shown at once. */
function cleaned<S extends Sender>(sender: S): S {
  return {
    ...sender,
    send: async (outgoing: Outgoing, begin: () => Promise<void>) => {
      const outcome = await sender.send(outgoing, begin);
      return outcome.kind === "sent" ? outcome : { ...outcome, error: outsideText(outcome.error) };
    },
  };
}

/** Whatever comes of a message is seen on the place it was for. */
function noted(sender: DestinationDefinition): DestinationDefinition {
  const { send } = cleaned(sender);
  return {
    ...sender,
    send: async (outgoing, begin) => {
      const outcome = await send(outgoing, begin);
      await noteOutcome(outgoing, outcome);
      return outcome;
    },
  };
}
