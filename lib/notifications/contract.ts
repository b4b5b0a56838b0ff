import { z } from "zod";
import { CATEGORIES, CHANNELS, DELIVERY_STATES, PRIORITIES, ROLES } from "@/db/enums";
import { endpoint } from "@/lib/http/endpoint";

/** Icons and tones a type may choose; the browser knows how to draw each. */
export const ICONS = [
  "alert",
  "flag",
  "proposal",
  "approved",
  "gap",
  "issue",
  "feedback",
  "form",
  "job",
  "rating",
  "star",
  "message",
  "mail",
  "step",
  "agent",
  "plug",
  "bell",
] as const;
export const TONES = ["neutral", "amber", "rose", "moss", "sky"] as const;

export const channelSchema = z.enum(CHANNELS);

const inWorkspace = z.object({ ws: z.string().min(1).max(64) });
const oneNotification = inWorkspace.extend({ id: z.uuid() });
const link = z.string().min(1).max(500);
const actions = z.array(z.strictObject({ label: z.string().trim().min(1).max(60), link })).max(3);
const subject = z.strictObject({ kind: z.string().min(1).max(50), id: z.string().min(1).max(200) });

/** Who should know: people by id, e-mail address or @handle, by role, or everyone. All that are named are told once. */
const recipients = z
  .strictObject({
    users: z.array(z.string().min(1).max(254)).max(10_000).optional(),
    roles: z.array(z.enum(ROLES)).max(ROLES.length).optional(),
    everyone: z.literal(true).optional(),
  })
  .refine(
    (r) => r.everyone || r.users?.length || r.roles?.length,
    "name at least one recipient, or leave `recipients` out",
  );

export const eventSchema = z.strictObject({
  type: z.string().min(1).max(50),
  recipients: recipients.optional(),
  title: z.string().trim().min(1).max(200).optional(),
  body: z.string().max(500).optional(),
  link: link.optional(),
  data: z.record(z.string().max(100), z.unknown()).optional(),
  priority: z.enum(PRIORITIES).optional(),
  subject: subject.optional(),
  actions: actions.optional(),
  idempotencyKey: z.string().min(1).max(200).optional(),
});
export type EventInput = z.output<typeof eventSchema>;

/** Durably stored: how many people will be told, and how many messages will go out for it. */
export const receiptSchema = z.object({
  eventId: z.uuid(),
  recipients: z.number().int(),
  deliveries: z.number().int(),
});
export type Receipt = z.output<typeof receiptSchema>;

export const notificationSchema = z.object({
  id: z.uuid(),
  type: z.string(),
  label: z.string(),
  category: z.enum(CATEGORIES),
  priority: z.enum(PRIORITIES),
  icon: z.enum(ICONS),
  tone: z.enum(TONES),
  title: z.string(),
  body: z.string(),
  link: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  actions: z.array(z.object({ label: z.string(), link: z.string() })),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  isRead: z.boolean(),
  readAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Notification = z.output<typeof notificationSchema>;

/** The exact number of unread rows; `seq` grows with every change of this inbox, so that an older answer is known as such. */
export const countSchema = z.object({ count: z.number().int(), seq: z.number().int() });
export type Count = z.output<typeof countSchema>;

const changedSchema = countSchema.extend({ changed: z.array(z.uuid()) });

export const pageSchema = z.object({
  notifications: z.array(notificationSchema),
  nextCursor: z.string().nullable(),
  unreadCount: z.number().int(),
  seq: z.number().int(),
});
export type Page = z.output<typeof pageSchema>;

export const traceSchema = z.object({
  steps: z.array(
    z.object({
      channel: channelSchema,
      /** `off`: this channel was not chosen. */
      state: z.enum([...DELIVERY_STATES, "off"]),
      /** The rule that decided, as a short sentence. */
      rule: z.string(),
      /** What happened on the way, as a short sentence; null when there is nothing to say. */
      detail: z.string().nullable(),
      at: z.iso.datetime().nullable(),
    }),
  ),
});
export type Trace = z.output<typeof traceSchema>;

export const postEvent = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/events",
  access: { key: "events:write" },
  summary: "Tell people that something happened. 202 means: stored, and nobody will be forgotten.",
  params: inWorkspace,
  body: eventSchema,
  response: receiptSchema,
  status: 202,
});

export const postEventBatch = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/events/batch",
  access: { key: "events:write" },
  summary: "Up to 500 events at once, all or none.",
  params: inWorkspace,
  body: z.strictObject({ events: z.array(eventSchema).min(1).max(500) }),
  response: z.object({ receipts: z.array(receiptSchema) }),
  status: 202,
});

export const getEvent = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/events/{eventId}",
  access: { key: "events:read" },
  summary: "What became of an event: its receipt, and its deliveries by channel and state.",
  params: inWorkspace.extend({ eventId: z.uuid() }),
  response: receiptSchema.extend({
    type: z.string(),
    title: z.string(),
    createdAt: z.iso.datetime(),
    read: z.number().int(),
    states: z.array(z.object({ channel: channelSchema, state: z.enum(DELIVERY_STATES), count: z.number().int() })),
  }),
});

export const listNotifications = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications",
  access: { person: "guest" },
  summary: "My inbox, newest first.",
  params: inWorkspace,
  query: z.strictObject({
    unread: z.enum(["true", "false"]).optional(),
    cursor: z.string().max(300).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  response: pageSchema,
});

export const getUnreadCount = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/unread-count",
  access: { person: "guest" },
  summary: "How many notifications I have not read.",
  params: inWorkspace,
  response: countSchema,
});

export const markRead = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/mark-read",
  access: { person: "guest" },
  summary: "Mark some of my notifications read. Ids that are not mine, or read already, are left alone.",
  params: inWorkspace,
  body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(500) }),
  response: changedSchema,
});

export const markAllRead = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/mark-all-read",
  access: { person: "guest" },
  summary: "Mark all my notifications read, or those up to a moment.",
  params: inWorkspace,
  body: z.strictObject({
    before: z.iso
      .datetime()
      .refine((at) => !at.startsWith("0000"), "is before the year 1")
      .optional(),
  }),
  response: countSchema,
});

export const updateNotification = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/{id}",
  access: { person: "guest" },
  summary: "Mark one of my notifications read or unread.",
  params: oneNotification,
  body: z.strictObject({ read: z.boolean() }),
  response: countSchema.extend({ notification: notificationSchema }),
});

export const getNotification = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/{id}",
  access: { person: "guest" },
  summary: "One of my notifications.",
  params: oneNotification,
  response: notificationSchema,
});

export const getTrace = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/{id}/trace",
  access: { person: "guest" },
  summary: "Why I got this: each channel, the rule that chose it, and what happened there.",
  params: oneNotification,
  response: traceSchema,
});
