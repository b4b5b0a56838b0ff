import { z } from "zod";
import { CATEGORIES, DELIVERY_STATES, PRIORITIES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { anyOf, channelSchema, ICONS, momentSchema, TONES } from "../contract";

export const oneNotification = inWorkspace.extend({ id: z.uuid() });

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

/** Where a row is: in one of these, or deleted and in none. */
export const STATES = ["inbox", "archived", "snoozed"] as const;
export type State = (typeof STATES)[number];

const flag = z.enum(["true", "false"]).optional();

const cursor = z.string().max(400).optional();

const limit = z.coerce.number().int().min(1).max(100).default(20);
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
