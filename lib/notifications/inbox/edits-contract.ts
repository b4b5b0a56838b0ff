import { z } from "zod";
import { CATEGORIES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { momentSchema, subjectSchema } from "../contract";
import { changedSchema, countSchema, notificationSchema, oneNotification } from "./contract";

const ids = z.array(z.uuid()).min(1).max(500);
/** Some rows by their ids, or all of one subject that are not deleted. */
const some = { ids: ids.optional(), subject: subjectSchema.optional() };
const isOneOf = ({ ids, subject }: { ids?: unknown; subject?: unknown }) =>
  (ids === undefined) !== (subject === undefined);
const ONE_OF = "give either `ids` or `subject`";

const edit = {
  read: z.boolean().optional(),
  archived: z.boolean().optional(),
  /** Out of the inbox until then, at most a year ahead; null: back now, as it was. */
  snoozedUntil: momentSchema.nullable().optional(),
};

export const markRead = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/mark-read",
  access: { person: "guest" },
  summary: "Mark some of my notifications read. Ids that are not mine, or read already, are left alone.",
  params: inWorkspace,
  body: z.strictObject(some).refine(isOneOf, ONE_OF),
  example: { ids: ["01a1fe95-7ed5-71b2-b57e-5702ed028575"] },
  response: changedSchema,
});

export const markAllRead = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/mark-all-read",
  access: { person: "guest" },
  summary: "Mark my whole inbox read, or what of it is of a category, of a type, or listed up to a moment.",
  params: inWorkspace,
  body: z.strictObject({
    category: z.enum(CATEGORIES).optional(),
    type: z.string().min(1).max(50).optional(),
    before: momentSchema.optional(),
  }),
  response: countSchema,
});

export const markSeen = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/mark-seen",
  access: { person: "guest" },
  summary: "Say that the newest of my inbox, listed up to a moment, were shown to me. Changes neither count nor `seq`.",
  params: inWorkspace,
  body: z.strictObject({ before: momentSchema }),
  response: z.object({ seen: z.number().int() }),
});

export const updateNotification = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/{id}",
  access: { person: "guest" },
  summary: "Mark one of my notifications read or unread, archive it, snooze it, or take that back.",
  params: oneNotification,
  body: z.strictObject(edit),
  example: { read: true },
  response: countSchema.extend({ notification: notificationSchema }),
});

export const updateNotifications = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/update",
  access: { person: "guest" },
  summary:
    "The same for many, or for all of a subject; or delete them. Ids that are not mine, or need no change, are left alone.",
  params: inWorkspace,
  body: z.strictObject({ ...some, ...edit, deleted: z.literal(true).optional() }).refine(isOneOf, ONE_OF),
  example: { subject: { kind: "deploy", id: "4711" }, archived: true },
  response: changedSchema,
});

export const deleteNotification = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/notifications/{id}",
  access: { person: "guest" },
  summary: "Delete one of my notifications. It can be restored until it is purged.",
  params: oneNotification,
  response: countSchema,
});

export const restoreNotifications = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/restore",
  access: { person: "guest" },
  summary: "Bring deleted notifications of mine back to where they were.",
  params: inWorkspace,
  body: z.strictObject({ ids }),
  response: changedSchema,
});
