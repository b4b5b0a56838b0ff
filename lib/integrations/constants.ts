/** What is looked at, in the order in which people read it. */
export const PARTS = ["database", "jobs", "realtime", "email", "web_push", "slack", "sms", "mobile_push"] as const;
export type Part = (typeof PARTS)[number];
