import type { Channel } from "@/db/enums";
import type { ChannelDefinition } from "./define";
import { email } from "./email";

/** Every way out but the inbox itself; exhaustive by type, so that a new channel cannot be forgotten here. */
export const CHANNEL_REGISTRY: Record<Exclude<Channel, "in_app">, ChannelDefinition> = { email };
