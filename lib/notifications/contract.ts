import { z } from "zod";
import {
  ACTIVITY_STATES,
  CATEGORIES,
  CHANNELS,
  DELIVERY_CHANNELS,
  DELIVERY_STATES,
  PRIORITIES,
  ROLES,
} from "@/db/enums";
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

export const inWorkspace = z.object({ ws: z.string().min(1).max(64) });
export const oneNotification = inWorkspace.extend({ id: z.uuid() });
const link = z.string().min(1).max(500);
const actions = z.array(z.strictObject({ label: z.string().trim().min(1).max(60), link })).max(3);
export const subjectSchema = z.strictObject({ kind: z.string().min(1).max(50), id: z.string().min(1).max(200) });

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
  subject: subjectSchema.optional(),
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

/** What gathers under one subject: how many of it are where this row is (inbox, archive, snoozed), how many unread. */
const groupSchema = z.object({ id: z.uuid(), count: z.number().int(), unread: z.number().int() });

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
  group: groupSchema.nullable(),
  isRead: z.boolean(),
  readAt: z.iso.datetime().nullable(),
  seenAt: z.iso.datetime().nullable(),
  archivedAt: z.iso.datetime().nullable(),
  snoozedUntil: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** Its place in every list, newest first: when it was made, or when it came back from a snooze. */
  listedAt: z.iso.datetime(),
});
export type Notification = z.output<typeof notificationSchema>;

/** The exact number of unread rows; `seq` grows with every change of this inbox, so that an older answer is known as such. */
export const countSchema = z.object({ count: z.number().int(), seq: z.number().int() });
export type Count = z.output<typeof countSchema>;

/** `changed`: the rows that are different now, each of them mine. */
export const changedSchema = countSchema.extend({ changed: z.array(z.uuid()) });
export type Changed = z.output<typeof changedSchema>;

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
      /** Until when quiet hours, a digest or the wait for its being read have put it off; null once it is not. */
      until: z.iso.datetime().nullable(),
    }),
  ),
});
export type Trace = z.output<typeof traceSchema>;

export const createEvent = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/events",
  access: { key: "events:write" },
  summary: "Tell people that something happened. 202 means: stored, and nobody will be forgotten.",
  params: inWorkspace,
  body: eventSchema,
  example: { type: "feedback.new", title: "Hello from the API", recipients: { roles: ["owner", "admin"] } },
  response: receiptSchema,
  status: 202,
});

export const createEvents = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/events/batch",
  access: { key: "events:write" },
  summary: "Up to 500 events at once, all or none.",
  params: inWorkspace,
  body: z.strictObject({ events: z.array(eventSchema).min(1).max(500) }),
  example: { events: [{ type: "feedback.new", title: "Hello from the API" }] },
  response: z.object({ receipts: z.array(receiptSchema) }),
  status: 202,
});

const eventStateSchema = receiptSchema.extend({
  type: z.string(),
  title: z.string(),
  state: z.enum(ACTIVITY_STATES),
  createdAt: z.iso.datetime(),
  read: z.number().int(),
  states: z.array(
    z.object({ channel: z.enum(DELIVERY_CHANNELS), state: z.enum(DELIVERY_STATES), count: z.number().int() }),
  ),
});

export const getEvent = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/events/{eventId}",
  access: { key: "events:read" },
  summary: "What became of an event: its receipt, and its deliveries by channel and state.",
  params: inWorkspace.extend({ eventId: z.uuid() }),
  response: eventStateSchema,
});

export const updateEvent = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/events/{eventId}",
  access: { key: "events:write" },
  summary:
    "Correct what people read of an event, say that it is resolved (read for everybody), or retract it (gone for everybody). What still waits to be sent is corrected or cancelled with it.",
  params: inWorkspace.extend({ eventId: z.uuid() }),
  body: eventSchema
    .pick({ title: true, body: true, data: true, actions: true })
    .extend({ link: link.nullable().optional(), state: z.enum(["resolved", "retracted"]).optional() }),
  response: eventStateSchema,
});

/** Where a row is: in one of these, or deleted and in none. */
export const STATES = ["inbox", "archived", "snoozed"] as const;
export type State = (typeof STATES)[number];

/** Types that call the reader by name, or everybody there. */
export const MENTIONS = ["chat.mention", "chat.all"];

/** A moment Postgres can hold, too: ISO calendars have a year 0. */
export const momentSchema = z.iso.datetime().refine((at) => at >= "0001", "is before the first year");

const flag = z.enum(["true", "false"]).optional();
const cursor = z.string().max(400).optional();
const limit = z.coerce.number().int().min(1).max(100).default(20);
/** Several values with commas between them: any of them will do. */
export const anyOf = <T extends z.ZodType<string, string>>(value: T) =>
  z
    .string()
    .max(2000)
    .transform((list) => [...new Set(list.split(","))].sort())
    .pipe(z.array(value).min(1).max(50))
    .optional();

export const listNotifications = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications",
  access: { person: "guest" },
  summary:
    "My inbox, archive or snoozed notifications, newest first, each filter narrowing them; or only the latest of each group.",
  params: inWorkspace,
  query: z.strictObject({
    state: z.enum(STATES).optional(),
    unread: flag,
    mentions: flag,
    type: anyOf(z.string().min(1).max(50)),
    category: anyOf(z.enum(CATEGORIES)),
    priority: anyOf(z.enum(PRIORITIES)),
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    group: flag,
    cursor,
    limit,
  }),
  response: pageSchema,
});

export const listGroup = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/groups/{groupId}",
  access: { person: "guest" },
  summary: "What one group has gathered, newest first.",
  params: inWorkspace.extend({ groupId: z.uuid() }),
  query: z.strictObject({ state: z.enum(STATES).optional(), unread: flag, cursor, limit }),
  response: pageSchema,
});

export const pollNotifications = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/poll",
  access: { person: "guest" },
  summary:
    "What has changed since a `seq` I know. `seq` is what to ask with next; `reload`: too much, ask for the lists.",
  params: inWorkspace,
  query: z.strictObject({ since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  response: z.object({
    /** As they are now, wherever they are; those changed longest ago first. */
    changes: z.array(notificationSchema),
    /** Deleted meanwhile. */
    removed: z.array(z.uuid()),
    /** Includes everything up to here and nothing beyond; with `hasMore` there is more to ask for at once. */
    seq: z.number().int(),
    hasMore: z.boolean(),
    reload: z.boolean(),
    unreadCount: z.number().int(),
  }),
});

export const getUnreadCount = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/unread-count",
  access: { person: "guest" },
  summary: "How many notifications I have not read.",
  params: inWorkspace,
  response: countSchema,
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
