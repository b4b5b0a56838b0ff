import type { Category, DeliveryChannel, NotificationChannel } from "@/db/enums";

/** What people call them: in the list of preferences, and wherever a choice of theirs is told back to them. */
export const CATEGORY_LABELS: Record<Category, string> = {
  developer_insights: "Developer insights",
  tracking: "Tracking",
  performance_reviews: "Performance reviews",
  assignments: "Assignments",
  team: "Team",
  system: "System",
  chat: "Chat",
  comments: "Comments",
  onboarding: "Onboarding",
  agents: "Agents",
  mail: "Mail",
};
export const CHANNEL_LABELS: Record<NotificationChannel, string> = {
  in_app: "Inbox",
  email: "Email",
  web_push: "Browser",
  mobile_push: "App",
  slack_dm: "Slack",
  sms: "SMS",
};

const { in_app: _, ...PERSONAL_LABELS } = CHANNEL_LABELS;

/** What each way out is called. */
export const DELIVERY_CHANNEL_LABELS: Record<DeliveryChannel, string> = {
  ...PERSONAL_LABELS,
  slack_channel: "Slack channel",
  slack_webhook: "Slack webhook",
  teams_webhook: "Teams webhook",
};
