import type { DeliveryChannel, DestinationChannel } from "@/db/enums";
import type { OutgoingChannel } from "../preferences/decision";
import type { ChannelDefinition, DestinationDefinition, Outgoing } from "./define";
import { email } from "./email";

/** Every way to a person but the inbox itself; exhaustive by type, so that a new channel cannot be forgotten here. */
export const CHANNEL_REGISTRY: Record<OutgoingChannel, ChannelDefinition> = { email };

/** Every way to a place of the workspace's. */
const DESTINATION_REGISTRY: Partial<Record<DestinationChannel, DestinationDefinition>> = { email };

/** What sends this one: e-mail goes to people and to places alike. */
export function senderOf(channel: DeliveryChannel, { config }: Outgoing): DestinationDefinition | ChannelDefinition {
  const sender = config
    ? DESTINATION_REGISTRY[channel as DestinationChannel]
    : CHANNEL_REGISTRY[channel as OutgoingChannel];
  if (!sender) throw new Error(`Nothing here sends by ${channel}.`);
  return sender;
}
