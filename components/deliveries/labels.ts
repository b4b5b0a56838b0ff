import {
  Bell,
  Hash,
  type LucideIcon,
  Mail,
  MessageSquareText,
  MessagesSquare,
  Send,
  Smartphone,
  Webhook,
} from "lucide-react";
import type { DeliveryChannel, DeliveryState } from "@/db/enums";
import type { Attempt } from "@/lib/notifications/delivery/log/contract";

type Tone = "quiet" | "moss" | "amber" | "rose";

export const STATE_LABELS: Record<DeliveryState, { word: string; tone: Tone }> = {
  pending: { word: "Waiting", tone: "quiet" },
  sending: { word: "Sending", tone: "quiet" },
  retrying: { word: "Will be tried again", tone: "amber" },
  sent: { word: "Sent", tone: "moss" },
  delivered: { word: "Arrived", tone: "moss" },
  unknown: { word: "May have been sent", tone: "amber" },
  failed: { word: "Failed", tone: "rose" },
  exhausted: { word: "Given up", tone: "rose" },
  skipped: { word: "Skipped", tone: "quiet" },
  cancelled: { word: "Cancelled", tone: "quiet" },
};

export const OUTCOME_LABELS: Record<Attempt["outcome"], { word: string; tone: Tone }> = {
  sent: { word: "Taken", tone: "moss" },
  retry: { word: "Not taken", tone: "amber" },
  failed: { word: "Refused", tone: "rose" },
  unknown: { word: "No answer", tone: "amber" },
  under_way: { word: "Under way", tone: "quiet" },
  interrupted: { word: "Interrupted", tone: "amber" },
};

export const CHANNEL_ICONS: Record<DeliveryChannel, LucideIcon> = {
  email: Mail,
  web_push: Bell,
  mobile_push: Smartphone,
  slack_dm: MessagesSquare,
  sms: MessageSquareText,
  slack_channel: Hash,
  slack_webhook: Webhook,
  teams_webhook: Send,
};
