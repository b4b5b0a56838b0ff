import { z } from "zod";
import { CADENCES, CATEGORIES, NOTIFICATION_CHANNELS, PREFERENCE_SCOPES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";

/**
 * Which word decided: one's own on the type, on its category or on everything; the workspace's; the catalogue's: its
 * default, that the type is not rolled out yet, or that it is too important to be switched off everywhere.
 */
export const SOURCES = [...PREFERENCE_SCOPES, "workspace", "catalogue", "rollout", "critical"] as const;
export type Source = (typeof SOURCES)[number];

const source = z.enum(SOURCES);

/** A day: whoever wants it later wants a digest. */
export const MAX_DELAY_MINUTES = 1440;

const inherited = z.boolean();
const cadenceSchema = z.object({ value: z.enum(CADENCES).nullable(), source, inherited });
const delaySchema = z.object({ value: z.number().int().nullable(), source, inherited });

const cellSchema = z.object({
  /** Null on a category, or on everything, where nothing is said and its types go different ways by themselves. */
  value: z.boolean().nullable(),
  source,
  /** Whether nothing is said here itself. */
  inherited,
  /** How often; null where the channel knows no digests. */
  cadence: cadenceSchema.nullable(),
  /** Only if it is still unread after so many minutes, 0: at once; null for the inbox itself. */
  delayMinutes: delaySchema.nullable(),
});
export type Cell = z.output<typeof cellSchema>;

const cells = z.record(z.enum(NOTIFICATION_CHANNELS), cellSchema);

const typeSchema = z.object({
  key: z.string(),
  label: z.string(),
  channels: cells,
  /** Whether it stays in the inbox when it is off everywhere. */
  isCritical: z.boolean(),
  /** Whether only a word on this very type counts, because it is not rolled out yet. */
  isOptIn: z.boolean(),
  /** What holds where nothing is said, neither here nor above. */
  defaults: z.record(
    z.enum(NOTIFICATION_CHANNELS),
    z.object({
      value: z.boolean(),
      source,
      cadence: cadenceSchema.omit({ inherited: true }),
      delayMinutes: delaySchema.omit({ inherited: true }),
    }),
  ),
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
  channel: z.enum(NOTIFICATION_CHANNELS),
  /** Null, here and below: say nothing about it here, inherit again. Left out: as it is. */
  isOn: z.boolean().nullable().optional(),
  cadence: z.enum(CADENCES).nullable().optional(),
  delayMinutes: z.number().int().min(0).max(MAX_DELAY_MINUTES).nullable().optional(),
});
export type Change = z.output<typeof changeSchema>;

const changes = z.strictObject({ changes: z.array(changeSchema).min(1).max(200) });

export const getPreferences = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/preferences",
  access: { person: "guest" },
  summary: "What reaches me and where: each category and type by channel, with the word that decides.",
  params: inWorkspace,
  response: matrixSchema,
});

export const updatePreferences = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/preferences",
  access: { person: "guest" },
  summary: "Say on or off, how often and how late, or nothing again, at the places named. All else stays as it is.",
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

export const updateDefaults = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/defaults",
  access: { person: "admin" },
  summary: "Change what reaches people who have said nothing themselves. Their own word stays above it.",
  params: inWorkspace,
  body: changes,
  response: matrixSchema,
});
