import { z } from "zod";
import { CATEGORIES, NOTIFICATION_CHANNELS, ROLES, ROLLOUTS } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { ICONS, TONES } from "../contract";

const oneType = inWorkspace.extend({ key: z.string().regex(/^[a-z0-9_.]{1,50}$/) });
const PATH = "/api/workspaces/{ws}/event-types";

export const eventTypeSchema = z.object({
  key: z.string(),
  label: z.string(),
  category: z.enum(CATEGORIES),
  icon: z.enum(ICONS),
  tone: z.enum(TONES),
  /** What people get it by who have chosen nothing. */
  channels: z.array(z.enum(NOTIFICATION_CHANNELS)),
  /** Who is told when a producer names nobody; none: it must name somebody. */
  recipients: z.array(z.enum(ROLES)),
  shareable: z.boolean(),
  /** `off`: it reaches only those who asked for it. */
  rollout: z.enum(ROLLOUTS),
  /** Too important to be switched off everywhere, or to be rolled back. */
  critical: z.boolean(),
  /** `changed`: of the catalogue, but this workspace has said something else of it. */
  origin: z.enum(["catalogue", "changed", "own"]),
});
export type EventType = z.output<typeof eventTypeSchema>;

const label = z.string().trim().min(1, "say what people call it").max(60, "has at most 60 characters");
const once = <T>(values: T[]): T[] => [...new Set(values)];
const channels = z
  .array(
    z
      .enum(NOTIFICATION_CHANNELS)
      .refine((channel) => channel !== "sms", "is for people to choose: no type sends texts by itself"),
  )
  .max(NOTIFICATION_CHANNELS.length)
  .transform(once);
const recipients = z.array(z.enum(ROLES)).max(ROLES.length).transform(once);

export const listEventTypes = endpoint({
  method: "GET",
  path: PATH,
  access: { person: "admin" },
  summary: "Every kind of event this workspace knows: the catalogue, what of it was changed here, and its own.",
  params: inWorkspace,
  response: z.object({ types: z.array(eventTypeSchema) }),
});

export const createEventType = endpoint({
  method: "POST",
  path: PATH,
  access: { person: "admin" },
  summary:
    "Add a type of our own. Without channels it goes to the inbox only; without recipients a producer names them.",
  params: inWorkspace,
  body: z.strictObject({
    key: z
      .string()
      .trim()
      .max(50, "has at most 50 characters")
      .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/, "must be lower-case words with a dot between: invoice.overdue"),
    label,
    category: z.enum(CATEGORIES),
    channels: channels.default(["in_app"]),
    recipients: recipients.default([]),
    shareable: z.boolean().default(false),
    rollout: z.enum(ROLLOUTS).default("on"),
  }),
  example: { key: "invoice.overdue", label: "Invoice overdue", category: "system" },
  response: eventTypeSchema,
  status: 201,
});

export const updateEventType = endpoint({
  method: "PATCH",
  path: `${PATH}/{key}`,
  access: { person: "admin" },
  summary:
    "Change a type of our own, or what this workspace makes of one of the catalogue: all but category and sharing.",
  params: oneType,
  body: z.strictObject({
    label: label.optional(),
    category: z.enum(CATEGORIES).optional(),
    channels: channels.optional(),
    recipients: recipients.optional(),
    shareable: z.boolean().optional(),
    rollout: z.enum(ROLLOUTS).optional(),
  }),
  example: { label: "Owed for long", channels: ["in_app", "email"] },
  response: eventTypeSchema,
});

export const deleteEventType = endpoint({
  method: "DELETE",
  path: `${PATH}/{key}`,
  access: { person: "admin" },
  summary: "Remove a type of our own, or put one of the catalogue back as it was. What was sent stays.",
  params: oneType,
  response: z.object({ done: z.literal(true) }),
});
