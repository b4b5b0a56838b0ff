import { CHANNELS, type Channel } from "@/db/enums";
import type { NotificationType } from "./catalogue/define";

/** Per channel: whether it is used, and the rule that said so. Kept with each notification, for its trace. */
export type Decision = Record<Channel, { on: boolean; rule: string }>;

/** Which channels a type takes to a person. So far the catalogue's default decides alone. */
export function decideChannels(type: NotificationType): Decision {
  const decide = (channel: Channel) => ({ on: type.channels.includes(channel), rule: "the default for this type" });
  return Object.fromEntries(CHANNELS.map((channel) => [channel, decide(channel)])) as Decision;
}

/** The channels that are on, beside the inbox itself. */
export const outgoingChannels = (decision: Decision) =>
  CHANNELS.filter((channel) => channel !== "in_app").filter((channel) => decision[channel].on);
