import { z } from "zod";
import { CATEGORIES, type Category, CHANNELS, type Channel, PREFERENCE_SCOPES } from "@/db/enums";
import { endpoint } from "@/lib/http/endpoint";

/** Which word decided: one's own on the type, on its category or on everything; the workspace's; the catalogue's. */
export const SOURCES = [...PREFERENCE_SCOPES, "workspace", "catalogue"] as const;
export type Source = (typeof SOURCES)[number];

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
export const CHANNEL_LABELS: Record<Channel, string> = {
  in_app: "Inbox",
  email: "Email",
  web_push: "Browser",
  mobile_push: "App",
  slack_dm: "Slack",
  sms: "SMS",
};

const source = z.enum(SOURCES);

const cellSchema = z.object({
  /** Null on a category, or on everything, where nothing is said and its types go different ways by themselves. */
  value: z.boolean().nullable(),
  source,
  /** Whether nothing is said here itself. */
  inherited: z.boolean(),
});
export type Cell = z.output<typeof cellSchema>;

const cells = z.record(z.enum(CHANNELS), cellSchema);

const typeSchema = z.object({
  key: z.string(),
  label: z.string(),
  channels: cells,
  /** What holds where nothing is said, neither here nor above. */
  defaults: z.record(z.enum(CHANNELS), z.object({ value: z.boolean(), source })),
});
export type TypeRow = z.output<typeof typeSchema>;

export const matrixSchema = z.object({
  everything: cells,
  categories: z.array(z.object({ key: z.enum(CATEGORIES), channels: cells, types: z.array(typeSchema) })),
});
export type Matrix = z.output<typeof matrixSchema>;

const changeSchema = z.strictObject({
  scope: z.enum(PREFERENCE_SCOPES),
  /** The type's or category's key; none for `all`. */
  key: z.string().max(50).default(""),
  channel: z.enum(CHANNELS),
  /** Null: say nothing here, inherit again. */
  isOn: z.boolean().nullable(),
});
export type Change = z.output<typeof changeSchema>;

const inWorkspace = z.object({ ws: z.string().min(1).max(64) });
const changes = z.strictObject({ changes: z.array(changeSchema).min(1).max(200) });

export const getPreferences = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/preferences",
  access: { person: "guest" },
  summary: "What reaches me and where: each category and type by channel, with the word that decides.",
  params: inWorkspace,
  response: matrixSchema,
});

export const changePreferences = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/preferences",
  access: { person: "guest" },
  summary: "Say on or off, or nothing again, at the places named. All others stay as they are.",
  params: inWorkspace,
  body: changes,
  response: matrixSchema,
});

export const getDefaults = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/defaults",
  access: { person: "admin" },
  summary: "What reaches people of this workspace who have said nothing themselves.",
  params: inWorkspace,
  response: matrixSchema,
});

export const changeDefaults = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/defaults",
  access: { person: "admin" },
  summary: "Change what reaches people who have said nothing themselves. Their own word stays above it.",
  params: inWorkspace,
  body: changes,
  response: matrixSchema,
});
