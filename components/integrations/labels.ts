import { Hash, type LucideIcon, Mails, MessagesSquare, Webhook } from "lucide-react";
import type { DestinationChannel } from "@/db/enums";

interface Words {
  name: string;
  icon: LucideIcon;
  /** What its target is called. */
  target: string;
  hint: string;
  placeholder: string;
}

/** The kinds of destinations, as people know them, in the order of the list. */
export const KINDS: Record<DestinationChannel, Words> = {
  slack_webhook: {
    name: "Slack webhook",
    icon: Webhook,
    target: "Webhook URL",
    hint: "From Slack: Incoming Webhooks of your app. It is kept encrypted, and not shown again.",
    placeholder: "https://hooks.slack.com/services/…",
  },
  slack_channel: {
    name: "Slack channel",
    icon: Hash,
    target: "Channel id",
    hint: "Copy the link to the channel in Slack and paste it here. Private channels must have invited the app.",
    placeholder: "C0123456789",
  },
  teams_webhook: {
    name: "Teams webhook",
    icon: MessagesSquare,
    target: "Webhook URL",
    hint: "From Teams: Workflows, “Post to a channel when a webhook request is received”. It is kept encrypted.",
    placeholder: "https://….logic.azure.com/…",
  },
  email: {
    name: "Mailing list",
    icon: Mails,
    target: "Addresses",
    hint: "Several with commas between them. Each gets a mail of its own.",
    placeholder: "ops@example.com, dev@example.com",
  },
};
