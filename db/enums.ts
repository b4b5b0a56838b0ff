// Import-free on purpose: the only file of db/ that a browser bundle may see.
export const ROLES = ["owner", "admin", "member", "guest"] as const;
export const SCOPES = ["events:write", "events:read"] as const;
export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export const ACTIVITY_STATES = ["active", "resolved", "retracted"] as const;
export const ACTOR_KINDS = ["user", "api_key", "agent", "system"] as const;
export const CATEGORIES = [
  "developer_insights",
  "tracking",
  "performance_reviews",
  "assignments",
  "team",
  "system",
  "chat",
  "comments",
  "onboarding",
  "agents",
  "mail",
] as const;
/** Where a notification can go. `in_app` is the row itself; the others have deliveries. */
export const NOTIFICATION_CHANNELS = ["in_app", "email", "web_push", "mobile_push", "slack_dm", "sms"] as const;
/** What has deliveries, however addressed. */
export const DELIVERY_CHANNELS = [
  "email",
  "web_push",
  "mobile_push",
  "slack_dm",
  "sms",
  "slack_channel",
  "slack_webhook",
  "teams_webhook",
] as const;
/** Where an event can go besides: places of the workspace, not of a person. */
export const DESTINATION_CHANNELS = ["email", "slack_channel", "slack_webhook", "teams_webhook"] as const;
export const PLATFORMS = ["web", "ios", "android"] as const;
export const PROVIDERS = ["slack", "twilio"] as const;
export const INTEGRATION_STATES = ["active", "failing", "revoked"] as const;
export const CADENCES = ["instant", "hourly", "daily", "weekly"] as const;
export const ALERT_FREQUENCIES = ["none", "hourly", "6_hourly", "daily", "weekly"] as const;
/** Whether a type reaches people who have not opted in. */
export const ROLLOUTS = ["on", "off"] as const;
/** `delivered`: the other side has said so. `unknown`: it may have been sent, and is never sent again. */
export const DELIVERY_STATES = [
  "pending",
  "sending",
  "retrying",
  "sent",
  "delivered",
  "unknown",
  "failed",
  "exhausted",
  "skipped",
  "cancelled",
] as const;
export const ATTEMPT_OUTCOMES = ["sent", "retry", "failed", "unknown"] as const;
/** What a preference is about: one type, one category, or everything. */
export const PREFERENCE_SCOPES = ["type", "category", "all"] as const;
/** A sign-in code's way to its mailbox; `skipped` is an address nobody here has. */
export const CODE_STATES = ["pending", "sent", "skipped", "failed"] as const;

export type Role = (typeof ROLES)[number];
export type Scope = (typeof SCOPES)[number];
export type Priority = (typeof PRIORITIES)[number];
export type Category = (typeof CATEGORIES)[number];
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];
export type DestinationChannel = (typeof DESTINATION_CHANNELS)[number];
export type Platform = (typeof PLATFORMS)[number];
export type Cadence = (typeof CADENCES)[number];
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];
export type DeliveryState = (typeof DELIVERY_STATES)[number];
